import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PreviousRun } from '../report.js';
import { isRecord } from './is-record.js';
import { parseJson, readOwnFile } from './read-own-file.js';
import type { RunHeader } from './run-header.js';

const MAX_BYTES = 16_000_000;
const MAX_STACK = 200;
// report.20261123.215756.1233.0.001.json: date, time, pid, thread, number
const NAME = /^report\.\d{8}\.\d{6}\.(\d+)\.\d+\.\d+\.json$/;

type Fields = Readonly<Record<string, unknown>>;

/** What matters here of a diagnostic report that Node wrote. */
export interface NodeReport {
  readonly summary: NonNullable<PreviousRun['nodeReport']>;
  /** Lines that start with "at"; empty where Node could not tell. */
  readonly stack: readonly string[];
  /** In ms since the epoch. */
  readonly writtenAt?: number;
}

/** The names of the diagnostic reports that Node wrote of the process `pid` into `directory`, latest last. */
export function listNodeReports(directory: string, pid: number): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => NAME.exec(name)?.[1] === String(pid))
      .sort();
  } catch {
    return [];
  }
}

/** Reads the last report of a run that died, in its own `directory` or where the program wanted it to be. */
export function findNodeReport(
  directory: string,
  { pid, cwd, nodeReports }: RunHeader,
): NodeReport | undefined {
  const place = nodeReports ? resolve(cwd, nodeReports.directory) : directory;
  const names = nodeReports?.filename ? [nodeReports.filename] : listNodeReports(place, pid);
  for (const name of names.reverse()) {
    const report = readNodeReport(join(place, name), pid);
    if (report) return report;
  }
  return undefined;
}

function readNodeReport(path: string, pid: number): NodeReport | undefined {
  const report = parseReport(path);
  if (report?.header['processId'] !== pid) return undefined;
  const { header, javascriptHeap: heap, javascriptStack: stack } = report;
  const { trigger, event } = header;
  if (typeof event !== 'string' || (trigger !== 'OOMError' && trigger !== 'FatalError')) return undefined;
  const writtenAt = Number(header['dumpEventTimeStamp']);
  return {
    summary: {
      trigger,
      event,
      ...(isRecord(heap) ? bytes('usedHeap', heap['usedMemory']) : {}),
      ...(isRecord(heap) ? bytes('heapLimit', heap['memoryLimit']) : {}),
    },
    stack: isRecord(stack) ? frames(stack['stack']) : [],
    ...(Number.isSafeInteger(writtenAt) ? { writtenAt } : {}),
  };
}

/** Whether it was written because the program called `process.report.writeReport()`. */
export function isAskedFor(path: string): boolean {
  return parseReport(path)?.header['trigger'] === 'API';
}

function parseReport(path: string): (Fields & { readonly header: Fields }) | undefined {
  const report = parseJson(readOwnFile(path, MAX_BYTES)?.text);
  if (!isRecord(report)) return undefined;
  const { header } = report;
  return isRecord(header) ? { ...report, header } : undefined;
}

function bytes(name: 'usedHeap' | 'heapLimit', value: unknown): object {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? { [name]: value } : {};
}

function frames(lines: unknown): string[] {
  if (!Array.isArray(lines)) return [];
  return lines
    .slice(0, MAX_STACK)
    .filter((line): line is string => typeof line === 'string' && line.trimStart().startsWith('at '))
    .map((line) => line.trim());
}
