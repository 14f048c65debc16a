import { hostname } from 'node:os';
import type { Redactor } from '../collect/redact.js';
import type { CrashReport } from '../report.js';
import { isRecord } from './is-record.js';
import { ownIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const FORMAT = 1;
const MAX_TEXT = 4_096;
const MAX_ARGUMENTS = 20_000;

/** What does not change while a program runs. */
export interface RunHeader extends ProcessIdentity {
  readonly format: typeof FORMAT;
  readonly app: CrashReport['app'];
  readonly hostname: string;
  readonly cwd: string;
  /** Where Node writes diagnostic reports, when the program has seen to that itself. */
  readonly nodeReports?: { readonly directory: string; readonly filename: string };
  readonly runtime: Omit<CrashReport['runtime'], 'pid'>;
}

/** The header of this run. */
export function createRunHeader(app: CrashReport['app'], redactor: Redactor): RunHeader {
  const { reportOnFatalError, directory, filename } = process.report;
  return {
    format: FORMAT,
    ...ownIdentity(),
    app,
    hostname: hostname(),
    cwd: process.cwd(),
    ...(reportOnFatalError ? { nodeReports: { directory, filename } } : {}),
    runtime: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      argv: withinBudget(redactor.argv(process.argv)),
    },
  };
}

function withinBudget(argv: readonly string[]): string[] {
  let left = MAX_ARGUMENTS;
  const shown = argv.filter((argument) => (left -= argument.length) >= 0);
  return shown.length === argv.length ? shown : [...shown, `… ${argv.length - shown.length} more`];
}

/** Reads a header from an untrusted source; `undefined` when anything in it is not as it is written. */
export function readRunHeader(value: unknown): RunHeader | undefined {
  if (!isRecord(value) || value['format'] !== FORMAT) return undefined;
  const { pid, startedAt, startTicks, app, hostname: host, cwd, nodeReports, runtime } = value;
  if (!Number.isInteger(pid) || !((pid as number) > 0) || !isTime(startedAt)) return undefined;
  if (!isOptionalText(startTicks) || !isText(host) || !isText(cwd)) return undefined;
  if (!isRecord(app) || !isText(app['name']) || !isOptionalText(app['version'])) return undefined;
  if (!isRecord(runtime) || !['node', 'platform', 'arch'].every((name) => isText(runtime[name])))
    return undefined;
  const { argv } = runtime;
  if (!Array.isArray(argv) || !argv.every((argument) => typeof argument === 'string')) return undefined;
  if (nodeReports !== undefined) {
    if (!isRecord(nodeReports) || typeof nodeReports['directory'] !== 'string') return undefined;
    if (typeof nodeReports['filename'] !== 'string') return undefined;
  }
  return value as unknown as RunHeader;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && value.length < 40 && !Number.isNaN(Date.parse(value));
}
