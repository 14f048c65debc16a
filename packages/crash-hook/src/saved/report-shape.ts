import type { CrashContext, CrashProgress, SpanFrame, WorkerIdentity } from '@threadspan/context';
import type { TimelineEntry, WorkerActivity, WorkerTimeline } from '@threadspan/context/ports';
import type {
  CodeExcerpt,
  CodeLocation,
  CrashReport,
  EarlierCrash,
  EarlierCrashes,
  PreviousRun,
  ReportedError,
} from '../report.js';
import { LIMITS } from './limits.js';
import { dictionary, integer, list, nested, object, optional, text, value } from './shape.js';
import type { Fields, Shape } from './shape.js';

// crash-report.schema.json says the same, for programs that read reports without this package.

const TIME = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

const string = text();
const count = integer(0);
const position = integer(1, LIMITS.position);
const number = value('a number', Number.isFinite);
const time = value('an ISO 8601 time in UTC', (found) => typeof found === 'string' && TIME.test(found));
const plain = value(
  'a string, a number or a boolean',
  (found) => typeof found === 'boolean' || Number.isFinite(found),
);
const scalar: Shape = (found, ...at) => (typeof found === 'string' ? string : plain)(found, ...at);
const scalars = list((found, ...at) => found === null || scalar(found, ...at));
const attribute: Shape = (found, ...at) => (Array.isArray(found) ? scalars : scalar)(found, ...at);

const worker = object<WorkerIdentity>({ index: count, count, threadId: integer() });

const contextFields: Fields<CrashContext> = {
  phase: optional(string),
  currentFile: optional(string),
  currentFunction: optional(string),
  progress: optional(
    object<CrashProgress>({ processed: count, failed: count, total: count, rate: optional(number) }),
  ),
  spanHierarchy: list(
    object<SpanFrame>({
      name: string,
      attributes: optional(dictionary(attribute)),
      traceId: optional(string),
      spanId: optional(string),
      omitted: optional(count),
    }),
  ),
  traceId: optional(string),
  spanId: optional(string),
  worker: optional(worker),
  attempt: optional(count),
};

const context = object<CrashContext>(contextFields);

const innerError = nested(() => error);
const error = object<ReportedError>({
  name: string,
  message: string,
  code: optional(string),
  stack: text(LIMITS.stack),
  fields: optional(dictionary(scalar)),
  cause: optional(innerError),
  errors: optional(list(innerError)),
  context: optional(context),
});

const code = object<CodeExcerpt>({
  firstLine: position,
  lines: list(string),
  line: position,
  column: integer(1, LIMITS.excerptColumn),
});

const timeline = object<WorkerTimeline>({
  worker,
  entries: list(
    object<TimelineEntry>({
      from: number,
      to: optional(number),
      count,
      phase: optional(string),
      currentFile: optional(string),
      currentFunction: optional(string),
    }),
  ),
  lostAt: optional(number),
});

const earlierCrashes = object<EarlierCrashes>({
  count,
  latest: list(object<EarlierCrash>({ time, error: string, currentFile: optional(string) })),
});

const previousRun = object<PreviousRun>({
  pid: count,
  startedAt: time,
  lastSeen: time,
  nodeReport: optional(
    object<NonNullable<PreviousRun['nodeReport']>>({
      trigger: string,
      event: string,
      usedHeap: optional(number),
      heapLimit: optional(number),
    }),
  ),
});

/** What a {@link CrashReport} of version 1 looks like. */
export const reportShape: Shape = object<CrashReport>({
  version: value('1', (found) => found === 1),
  app: object<CrashReport['app']>({ name: string, version: optional(string) }),
  time,
  error,
  location: optional(object<CodeLocation>({ file: string, line: position, column: position })),
  code: optional(code),
  context,
  otherWorkers: optional(list(object<WorkerActivity>({ ...contextFields, since: optional(number) }))),
  timelines: optional(list(timeline)),
  earlierCrashes: optional(earlierCrashes),
  previousRun: optional(previousRun),
  runtime: object<CrashReport['runtime']>({
    node: string,
    platform: string,
    arch: string,
    pid: count,
    argv: list(string),
  }),
});
