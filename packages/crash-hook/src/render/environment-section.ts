import type { CrashReport } from '../report.js';
import { commandLine } from './command-line.js';
import type { Layout, Line } from './layout.js';
import { programName } from './names.js';

const MAX_COMMAND = 1_000;

/** What ran, on what, when, and how it was started. */
export function environmentSection({ app, runtime, time }: CrashReport, layout: Layout): Line[] {
  const { node, platform, arch, pid, argv } = runtime;
  const about = [programName(app), `Node ${node}`, `${platform} ${arch}`, `pid ${pid}`, time].join(', ');
  const dim = (text: string) => layout.paragraph('', layout.visible(text), 0, layout.width, 'dim');
  const command = commandLine(argv);
  const shown =
    command.length <= MAX_COMMAND ? command : `${command.slice(0, MAX_COMMAND)}${layout.ellipsis}`;
  return [...dim(about), ...(argv.length === 0 ? [] : dim(`Command: ${shown}`))];
}
