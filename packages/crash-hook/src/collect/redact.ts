import { createHideHome } from '../home-directory.js';
import { createHideEnvironment } from './environment-secrets.js';
import { createOwnRules } from './own-rules.js';
import type { Redact } from './own-rules.js';
import { isSecretName } from './secret-names.js';
import { HIDDEN, hideSecrets } from './secret-rules.js';

const MAX_TEXT = 8_192;
// What is read beyond the length that is asked for: a secret is no longer than that.
const MARGIN = 8_192;

/** Takes secrets and the home directory out of text and bounds its length. Never throws. */
export interface Redactor {
  text(text: string, max?: number): string;
  argv(argv: readonly string[]): string[];
}

/** For one report: home and the environment are those of this moment. `own` are the rules of the program itself. */
export function createRedactor(own?: Redact): Redactor {
  const steps = [createHideEnvironment(process.env), hideSecrets, createHideHome(), createOwnRules(own)];
  const text = (raw: string, max = MAX_TEXT) => {
    const isCut = raw.length > max + MARGIN;
    const redacted = steps.reduce((clean, step) => step(clean), isCut ? raw.slice(0, max + MARGIN) : raw);
    if (redacted.length <= max && !isCut) return redacted;
    // Nobody recognised a secret that was cut in half: where the text was cut, as much goes as one may be long.
    const whole = isCut ? redacted.slice(0, -MARGIN) : redacted;
    return `${whole.slice(0, max)}… [of ${raw.length} characters]`;
  };
  return {
    text,
    argv: (argv) =>
      argv.slice(0, 100).map((argument, index) => (followsSecretFlag(argv, index) ? HIDDEN : text(argument))),
  };
}

// `--token value`, as two arguments.
function followsSecretFlag(argv: readonly string[], index: number): boolean {
  const flag = argv[index - 1];
  return (
    flag !== undefined && /^--?[\w-]+$/.test(flag) && isSecretName(flag) && !argv[index]?.startsWith('--')
  );
}
