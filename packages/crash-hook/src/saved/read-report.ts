import { readFileSync } from 'node:fs';
import { CrashHookError, expected } from '../errors.js';
import type { CrashReport } from '../report.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a report that {@link saveCrashReport} wrote. Throws a {@link CrashHookError}: `REPORT_UNREADABLE` when there
 * is no such file or it is no JSON, `REPORT_INVALID` when it is not a report of version 1.
 */
export function readCrashReport(path: string): CrashReport {
  const report = parse(path);
  try {
    checkReport(report);
  } catch (error) {
    if (!CrashHookError.is(error)) throw error;
    throw new CrashHookError(error.code, `${path} is no crash report. ${error.message}`);
  }
  return report as CrashReport;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CrashHookError('REPORT_UNREADABLE', `Can't read a crash report from ${path}: ${reason}`, {
      cause,
    });
  }
}

function checkReport(value: unknown): void {
  const report = object('report', value);
  if (report['version'] !== 1) fail('version', '1', report['version']);
  text('app.name', object('app', report['app'])['name']);
  text('time', report['time']);
  checkError('error', report['error']);
  if (report['location'] !== undefined) checkLocation(object('location', report['location']));
  checkContext('context', report['context']);
  if (report['otherWorkers'] !== undefined) {
    list('otherWorkers', report['otherWorkers']).forEach((worker, i) =>
      checkContext(`otherWorkers[${i}]`, worker),
    );
  }
  const runtime = object('runtime', report['runtime']);
  for (const name of ['node', 'platform', 'arch']) text(`runtime.${name}`, runtime[name]);
  integer('runtime.pid', runtime['pid']);
  list('runtime.argv', runtime['argv']).forEach((argument, i) => text(`runtime.argv[${i}]`, argument));
}

function checkError(name: string, value: unknown): void {
  const error = object(name, value);
  for (const field of ['name', 'message', 'stack']) text(`${name}.${field}`, error[field]);
  if (error['code'] !== undefined) text(`${name}.code`, error['code']);
  if (error['fields'] !== undefined) checkFields(`${name}.fields`, error['fields']);
  if (error['cause'] !== undefined) checkError(`${name}.cause`, error['cause']);
  if (error['context'] !== undefined) checkContext(`${name}.context`, error['context']);
  if (error['errors'] === undefined) return;
  list(`${name}.errors`, error['errors']).forEach((inner, i) => checkError(`${name}.errors[${i}]`, inner));
}

function checkFields(name: string, value: unknown): void {
  for (const [key, field] of Object.entries(object(name, value))) {
    if (!['string', 'number', 'boolean'].includes(typeof field))
      fail(`${name}.${key}`, 'a string, a number or a boolean', field);
  }
}

function checkLocation(location: Fields): void {
  text('location.file', location['file']);
  integer('location.line', location['line']);
  integer('location.column', location['column']);
}

function checkContext(name: string, value: unknown): void {
  const context = object(name, value);
  for (const field of ['phase', 'currentFile', 'currentFunction', 'traceId', 'spanId']) {
    if (context[field] !== undefined) text(`${name}.${field}`, context[field]);
  }
  for (const [field, numbers] of [
    ['progress', ['processed', 'failed', 'total']],
    ['worker', ['index', 'count', 'threadId']],
  ] as const) {
    if (context[field] === undefined) continue;
    const group = object(`${name}.${field}`, context[field]);
    for (const number of numbers) integer(`${name}.${field}.${number}`, group[number]);
  }
  if (context['attempt'] !== undefined) integer(`${name}.attempt`, context['attempt']);
  list(`${name}.spanHierarchy`, context['spanHierarchy']).forEach((frame, i) => {
    const path = `${name}.spanHierarchy[${i}]`;
    const { name: spanName, attributes } = object(path, frame);
    text(`${path}.name`, spanName);
    if (attributes !== undefined) object(`${path}.attributes`, attributes);
  });
}

function object(name: string, value: unknown): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : fail(name, 'an object', value);
}

function list(name: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : fail(name, 'an array', value);
}

function text(name: string, value: unknown): void {
  if (typeof value !== 'string') fail(name, 'a string', value);
}

function integer(name: string, value: unknown): void {
  if (!Number.isInteger(value)) fail(name, 'an integer', value);
}

function fail(name: string, wanted: string, got: unknown): never {
  throw new CrashHookError('REPORT_INVALID', `${expected(name, wanted, got)}.`);
}
