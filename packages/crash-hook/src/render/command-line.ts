// The program may have changed it by the time of the crash.
const { stringify } = JSON;

/** How the program was started, on one line; arguments with spaces or quotes in them are quoted. */
export function commandLine(argv: readonly string[]): string {
  return argv.map((each) => (/^[^\s"'\\]+$/.test(each) ? each : stringify(each))).join(' ');
}
