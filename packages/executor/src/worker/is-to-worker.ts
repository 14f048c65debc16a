import type { StageCall, ToWorker } from '../protocol.js';

type Fields = Readonly<Record<string, unknown>>;

const CHECKS: Readonly<Record<ToWorker['type'], (message: Fields) => boolean>> = {
  run: isRun,
  runs: ({ runs }) => isListOf(runs, (run) => isRecord(run) && isRun(run)),
  release: ({ ids }) => isListOf(ids, isNumber),
  flush: ({ id, timeout }) => isNumber(id) && isNumber(timeout),
};

const KINDS: Readonly<Record<StageCall['kind'], true>> = {
  call: true,
  map: true,
  filterMap: true,
  flatMap: true,
  forEach: true,
};

/**
 * Whether a message has the form of one that an executor sends. Nothing else may do harm to a worker; what it asks
 * for is checked where it is looked up.
 */
export function isToWorker(message: unknown): message is ToWorker {
  if (!isRecord(message)) return false;
  const { type } = message;
  return isKeyOf(CHECKS, type) && CHECKS[type](message);
}

function isRun({ run, chunk, stages, items, urls = [] }: Fields): boolean {
  return (
    isNumber(run) &&
    isNumber(chunk) &&
    isListOf(stages, isStage) &&
    Array.isArray(items) &&
    isListOf(urls, (place) => isListOf(place, isNumber))
  );
}

function isStage(stage: unknown): boolean {
  return (
    isRecord(stage) &&
    isKeyOf(KINDS, stage['kind']) &&
    isNumber(stage['instance']) &&
    typeof stage['method'] === 'string'
  );
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isKeyOf<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(table, key);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}
