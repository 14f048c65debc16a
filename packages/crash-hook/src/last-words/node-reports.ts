const SETTINGS = ['reportOnFatalError', 'directory', 'compact', 'excludeNetwork', 'excludeEnv'] as const;

type Settings = Partial<Record<(typeof SETTINGS)[number], boolean | string>>;

/**
 * Has Node write a diagnostic report into `directory` when memory is used up, unless the program has set anything of
 * them itself. The returned function restores what was set, but for what has been changed since.
 */
export function enableNodeReports(directory: string): () => void {
  const report = process.report as Settings;
  if (isSetUp()) return () => undefined;
  const wanted: Settings = {
    reportOnFatalError: true,
    directory,
    compact: true,
    excludeNetwork: true,
    excludeEnv: true,
  };
  const before: Settings = {};
  for (const name of SETTINGS) {
    const value = report[name];
    if (value === undefined) continue; // not in this version of Node
    before[name] = value;
    report[name] = wanted[name]!;
  }
  return () => {
    for (const name of SETTINGS) {
      const value = before[name];
      if (value !== undefined && report[name] === wanted[name]) report[name] = value;
    }
  };
}

function isSetUp(): boolean {
  const { reportOnFatalError, reportOnSignal, reportOnUncaughtException, directory, filename } =
    process.report;
  return reportOnFatalError || reportOnSignal || reportOnUncaughtException || Boolean(directory || filename);
}
