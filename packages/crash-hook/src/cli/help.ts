import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const HELP = `Shows crash reports that @threadspan/crash-hook saved.

Usage: threadspan-crash show FILE [options]
       threadspan-crash list [DIRECTORY]

Commands:
  show FILE             Prints the report. FILE is the path that was printed as
                        "Report saved"; - reads standard input.
  list [DIRECTORY]      Lists the newest saved reports of a directory, or of all
                        where programs save theirs by default.

Options of show:
  --html                Prints a page for browsers: ... --html > crash.html
  --width N             Columns, from 40 to 200. Default: those of the terminal,
                        else 80.
  --backtrace 0|1|full  No stack, the program's own frames, or every frame.
                        Default: THREADSPAN_BACKTRACE, else 1.

Options:
  -h, --help            Prints this.
  -v, --version         Prints the version.

Exit code: 0, 1 when a report can't be read, 2 when the command line is wrong.
`;

export function version(): string {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
