import type { CrashReport } from '../report.js';
import type { Layout, Line } from './layout.js';

// The program may have changed it by the time of the crash.
const { stringify } = JSON;
const MAX_COMMAND = 1_000;

/** What ran, on what, when, and how it was started. */
export function environmentSection({ app, runtime, time }: CrashReport, layout: Layout): Line[] {
  const { node, platform, arch, pid, argv } = runtime;
  const program = app.version === undefined ? app.name : `${app.name} ${app.version}`;
  const about = [program, `Node ${node}`, `${platform} ${arch}`, `pid ${pid}`, time].join(', ');
  const dim = (text: string) => layout.paragraph('', layout.visible(text), 0, layout.width, 'dim');
  return [...dim(about), ...(argv.length === 0 ? [] : dim(`Command: ${commandLine(argv, layout.ellipsis)}`))];
}

function commandLine(argv: readonly string[], ellipsis: string): string {
  const command = argv.map(quote).join(' ');
  return command.length <= MAX_COMMAND ? command : `${command.slice(0, MAX_COMMAND)}${ellipsis}`;
}

function quote(argument: string): string {
  return /^[^\s"'\\]+$/.test(argument) ? argument : stringify(argument);
}
