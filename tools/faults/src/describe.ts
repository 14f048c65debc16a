import type { Heard, Report, SeenError } from './report.js';

/** A cell as text: what the caller of the faulty task hears, then all else that went wrong. */
export function describe(report: Report | undefined): string {
  if (report === undefined) return '–';
  return [...describeHeard(report), ...troubles(report)].join('; ');
}

function describeHeard({ batch }: Report): string[] {
  if (batch === undefined) return ['the process dies'];
  const { faulty, others } = batch;
  if (faulty.length > 0) return [[...new Set(faulty.map(describeOne))].join(' or ')];
  return others.failed + others.unheard === 0 ? ['all tasks arrive'] : [];
}

function describeOne(heard: Heard): string {
  if (heard.kind === 'nothing') return 'hangs';
  return heard.kind === 'resolved' ? 'resolves' : describeError(heard.error);
}

/** By its code, if it has one that says more than its name. */
export function describeError({ name, code, message }: SeenError): string {
  if (name === 'object') return message === '{}' ? 'an empty object' : 'an object';
  return code === undefined ? `\`${name}\`` : `\`${name}\`, \`${code}\``;
}

/** What went wrong beside the faulty task; empty when nothing did. */
export function troubles({ batch, next, closes, left, exitCode }: Report): string[] {
  if (batch === undefined) return [];
  const { givenUp, others } = batch;
  const { arrived, failed, unheard, wrong } = others;
  // Where no task can be right, the next one can't be either.
  const mayFail = arrived + failed + unheard + wrong === 0;
  const isAlive = left !== undefined;
  return [
    ...(failed > 0 ? [givenUp ? 'the whole chain is given up' : 'healthy tasks fail'] : []),
    ...(unheard > 0 ? ['healthy tasks hang'] : []),
    ...(wrong > 0 ? ['healthy tasks get wrong answers'] : []),
    ...(next === 'hangs' || (next === 'fails' && !mayFail) ? [`the next task ${next}`] : []),
    ...(closes === false ? ['closing hangs'] : []),
    ...(isAlive && exitCode === undefined ? ['the process does not end'] : []),
    ...(!isAlive || (exitCode !== undefined && exitCode !== 0) ? ['the process dies'] : []),
  ];
}
