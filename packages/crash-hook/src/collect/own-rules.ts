import { types } from 'node:util';
import { CrashHookError, expected } from '../errors.js';
import { HIDDEN } from './secret-rules.js';

/** What a program itself takes out of text: what a pattern matches becomes `[redacted]`. */
export type RedactRule = RegExp | ((text: string) => string);

/** One rule, or several that are applied one after the other. */
export type Redact = RedactRule | readonly RedactRule[];

/** Throws a {@link CrashHookError} with code `INVALID_OPTION` when `redact` is no rule. */
export function checkRedact(redact: unknown): void {
  const wanted = 'a function, a RegExp, or an array of them';
  const rules: unknown[] = Array.isArray(redact) ? redact : [redact];
  rules.forEach((rule, index) => {
    if (typeof rule === 'function' || types.isRegExp(rule)) return;
    const [name, what] = Array.isArray(redact)
      ? [`redact[${index}]`, 'a function or a RegExp']
      : ['redact', wanted];
    throw new CrashHookError('INVALID_OPTION', `${expected(name, what, rule)}.`);
  });
}

/** All of `redact` as one function. Where a function of the program fails, the text is left out rather than shown. */
export function createOwnRules(redact: Redact | undefined): (text: string) => string {
  const rules = (redact === undefined ? [] : [redact].flat()).map((rule) =>
    typeof rule === 'function' ? (text: string) => call(rule, text) : replaceAll(rule),
  );
  return (text) => rules.reduce((clean, rule) => rule(clean), text);
}

// A copy, so that neither the state of the program's own pattern nor its flags matter.
function replaceAll({ source, flags }: RegExp): (text: string) => string {
  const pattern = new RegExp(source, `${flags.replace(/[gy]/g, '')}g`);
  return (text) => text.replace(pattern, (match) => (match === '' ? '' : HIDDEN));
}

// A rule that itself reports an error must not start over without end.
let isRunning = false;

function call(rule: (text: string) => string, text: string): string {
  if (isRunning) return '[redact() caused another report]';
  isRunning = true;
  try {
    const redacted: unknown = rule(text);
    return typeof redacted === 'string' ? redacted : '[redact() returned no string]';
  } catch {
    return '[redact() failed]';
  } finally {
    isRunning = false;
  }
}
