import type { Analysis } from '../analyze.js';

/** A file whose analysis crashed, and where its report was saved. */
export interface Crash {
  readonly path: string;
  readonly error: string;
  readonly report: string | null;
}

const FORMAT_VERSION = 1;

/** Everything that was found, as JSON; the same for any number of workers. */
export function toJson({ files, items, skipped }: Analysis, crashed: readonly Crash[]): string {
  return JSON.stringify(
    {
      version: FORMAT_VERSION,
      files: files.map(({ path, functions, markers }) => ({
        path,
        functions: functions.map(
          ({ name, line, column, cyclomatic, cognitive, length, nesting, parameters }) => ({
            name,
            line,
            column,
            cyclomatic,
            cognitive,
            length,
            nesting,
            parameters,
          }),
        ),
        markers,
      })),
      items,
      skipped,
      crashed,
      summary: summarize({ files, items, skipped }, crashed),
    },
    null,
    2,
  );
}

export interface Summary {
  readonly files: number;
  readonly functions: number;
  readonly markers: number;
  readonly items: number;
  readonly skipped: number;
  readonly crashed: number;
}

export function summarize({ files, items, skipped }: Analysis, crashed: readonly Crash[]): Summary {
  return {
    files: files.length,
    functions: files.reduce((sum, { functions }) => sum + functions.length, 0),
    markers: files.reduce((sum, { markers }) => sum + markers.length, 0),
    items: items.length,
    skipped: skipped.length,
    crashed: crashed.length,
  };
}
