/** Stands where a secret stood. */
export const HIDDEN = '[redacted]';

const SECRET_NAME =
  '(?:pass(?:word|wd|phrase)|secret|tokens?(?![a-z])|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authorization)';
const SECRET = new RegExp(SECRET_NAME, 'i');

// Quantifiers are bounded: this runs over text that somebody else wrote.
const RULES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, HIDDEN],
  // Authorization: Bearer …, and the scheme alone
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?)(?:(\w{1,20}) )?[^\s"',;]{1,4000}/gi, `$1$2 ${HIDDEN}`],
  [/\b(bearer|basic) +(?=[\w+/.~=-]{0,4000}\d)[\w+/.~=-]{8,4000}/gi, `$1 ${HIDDEN}`],
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#]{1,400}@/gi, `$1${HIDDEN}@`],
  // name=value, --name=value, "name": "value"
  [
    new RegExp(
      `([\\w-]{0,40}${SECRET_NAME}[\\w-]{0,40}(?:["']?=(?![=>])|["']\\s{0,4}:)\\s{0,4})` +
        `("[^"]{0,4000}"|'[^']{0,4000}'|[^\\s&;,"'\`]{1,4000})`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [/\b(pass(?:word|wd|phrase)(?:: | = ))(?=\S)[^\s,;]{1,4000}/gi, `$1${HIDDEN}`],
  // Tokens whose form tells what they are: GitHub, npm, Slack, AWS, JSON web tokens
  [/\b(?:gh[pousr]_|github_pat_|npm_|xox[abprs]-|AKIA)[\w-]{12,400}/g, HIDDEN],
  [/\beyJ[\w-]{8,2000}\.[\w-]{8,4000}\.[\w-]{0,2000}/g, HIDDEN],
];

const MAX_TEXT = 8_192;

/** Takes secrets out of text and bounds its length. Never throws. */
export interface Redactor {
  text(text: string, max?: number): string;
  argv(argv: readonly string[]): string[];
}

/** `own` is the user's own redaction; where it fails, the text is left out rather than shown. */
export function createRedactor(own?: (text: string) => string): Redactor {
  const text = (raw: string, max = MAX_TEXT) => {
    let clean = raw.slice(0, max * 2);
    for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
    const redacted = applyOwn(own, clean);
    if (redacted.length <= max && raw.length <= max * 2) return redacted;
    return `${redacted.slice(0, max)}… [of ${raw.length} characters]`;
  };
  return {
    text,
    argv: (argv) =>
      argv.slice(0, 100).map((argument, index) => (followsSecretFlag(argv, index) ? HIDDEN : text(argument))),
  };
}

/** Whether what is called `name` had better not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

// `--token value`, as two arguments.
function followsSecretFlag(argv: readonly string[], index: number): boolean {
  const flag = argv[index - 1];
  return (
    flag !== undefined && /^--?[\w-]+$/.test(flag) && isSecretName(flag) && !argv[index]?.startsWith('--')
  );
}

// A rule that itself reports an error must not start over without end.
let isRunning = false;

function applyOwn(own: ((text: string) => string) | undefined, text: string): string {
  if (own === undefined) return text;
  if (isRunning) return '[redact() caused another report]';
  isRunning = true;
  try {
    const redacted: unknown = own(text);
    return typeof redacted === 'string' ? redacted : '[redact() returned no string]';
  } catch {
    return '[redact() failed]';
  } finally {
    isRunning = false;
  }
}
