import { FILE_LEVEL, calledName, type CallGraph } from './call-graph.js';
import type { FileMetrics } from './metrics/file-metrics.js';
import type { FunctionMetrics } from './metrics/function-metrics.js';
import type { Marker, MarkerKind } from './metrics/markers.js';

/** One metric's part in a score. */
export interface DebtReason {
  metric: keyof typeof FUNCTION_RULES | 'fanIn' | MarkerKind;
  /** What was measured. */
  value: number;
  weight: number;
  /** Rounded to two decimals. */
  points: number;
}

/** Something to mend: a function, or the markers of a file, whose name then is `<file>`. */
export interface DebtItem {
  path: string;
  line: number;
  name: string;
  /** The sum of the points, rounded to two decimals. */
  score: number;
  /** In the order of the rules. */
  reasons: DebtReason[];
}

/** A function gets `weight` points for each unit by which a metric is over its `limit`. */
const FUNCTION_RULES = {
  cyclomatic: { limit: 10, weight: 1 },
  cognitive: { limit: 15, weight: 1 },
  length: { limit: 60, weight: 0.1 },
  nesting: { limit: 4, weight: 3 },
  parameters: { limit: 5, weight: 2 },
} as const;

/**
 * Debt costs more where many depend on it: each caller over `limit`, up to `cap` callers in all, adds `weight`
 * times the points so far. By itself fan-in is no debt. Callers are shared evenly among functions of one name,
 * since a call by name doesn't tell which one is meant.
 */
const FAN_IN_RULE = { limit: 5, cap: 30, weight: 0.02 } as const;

/** A file gets `weight` points for each marker of the kind. */
const MARKER_RULES = {
  FIXME: { weight: 2 },
  HACK: { weight: 1.5 },
  TODO: { weight: 0.5 },
} as const;

/** Lists what is worth mending in a file, with the reasons; a function within all limits is not listed. */
export function scoreFile(metrics: FileMetrics, graph: CallGraph): DebtItem[] {
  const items: DebtItem[] = [];
  const fileReasons = markerReasons(metrics.markers);
  if (fileReasons.length > 0) items.push(item(metrics.path, 1, FILE_LEVEL, fileReasons));
  for (const fn of metrics.functions) {
    const reasons = functionReasons(fn, graph);
    if (reasons.length > 0) items.push(item(metrics.path, fn.line, fn.name, reasons));
  }
  return items;
}

function item(path: string, line: number, name: string, reasons: DebtReason[]): DebtItem {
  return { path, line, name, score: total(reasons), reasons };
}

function functionReasons(fn: FunctionMetrics, graph: CallGraph): DebtReason[] {
  const reasons: DebtReason[] = [];
  for (const metric of Object.keys(FUNCTION_RULES) as (keyof typeof FUNCTION_RULES)[]) {
    const { limit, weight } = FUNCTION_RULES[metric];
    const value = fn[metric];
    if (value > limit) reasons.push({ metric, value, weight, points: round((value - limit) * weight) });
  }
  const callers = callersPerDefinition(fn.name, graph);
  const { limit, cap, weight } = FAN_IN_RULE;
  if (reasons.length > 0 && callers > limit) {
    const points = round(total(reasons) * weight * (Math.min(callers, cap) - limit));
    reasons.push({ metric: 'fanIn', value: callers, weight, points });
  }
  return reasons;
}

function callersPerDefinition(name: string, { nodes }: CallGraph): number {
  const node = nodes.get(calledName(name));
  return node ? Math.floor(node.fanIn / node.definitions) : 0;
}

function markerReasons(markers: readonly Marker[]): DebtReason[] {
  return (Object.keys(MARKER_RULES) as MarkerKind[]).flatMap((metric) => {
    const { weight } = MARKER_RULES[metric];
    const value = markers.filter(({ kind }) => kind === metric).length;
    return value > 0 ? [{ metric, value, weight, points: round(value * weight) }] : [];
  });
}

function total(reasons: readonly DebtReason[]): number {
  return round(reasons.reduce((sum, { points }) => sum + points, 0));
}

function round(points: number): number {
  return Math.round(points * 100) / 100;
}
