import { SECRET_NAME } from './secret-names.js';

/** Stands where a secret stood. */
export const HIDDEN = '[redacted]';

type Rule = readonly [pattern: RegExp, replacement: string];

const QUOTED = String.raw`"(?:[^"\\]|\\[^]){0,4000}"?|'(?:[^'\\]|\\[^]){0,4000}'?`;
const ESCAPED = String.raw`\\{1,4}"[^"\\]{0,4000}(?:\\{1,4}")?`;
const NAME = `[\\w-]{0,40}${SECRET_NAME}[\\w-]{0,40}`;
const NOTHING = String.raw`(?!["']?(?:true|false|null|undefined|none)\b)`;
// Messages speak of options: "--token is required".
const PROSE =
  '(?!(?:an?|and|are|argument|but|can|cannot|does|expects?|flag|for|from|given|has|in|instead|is|may|missing|must|' +
  'needs?|not|of|on|option|or|requires?|should|the|to|was|were|will|with|without)\\b)';

// Letters and digits, and not the start of a file's name.
const CRYPTIC_PART = '[\\w+/=~-]';
const CRYPTIC =
  `(?=${CRYPTIC_PART}{0,4000}\\d)(?=${CRYPTIC_PART}{0,4000}[A-Za-z])` +
  `${CRYPTIC_PART}{8,4000}(?!${CRYPTIC_PART}|\\.\\w)`;

const HEADERS: readonly Rule[] = [
  // Schemes with parameters of their own, such as Digest
  [
    /\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:digest|hawk|oauth|aws4[\w-]{0,40}) )[^\r\n]{1,4000}/gi,
    `$1${HIDDEN}`,
  ],
  // Authorization: Bearer …, and the scheme alone
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:\w{1,20} )?)[^\s"',;]{1,4000}/gi, `$1${HIDDEN}`],
  [/\b(bearer|basic) {1,4}(?=[\w+/.~=-]{0,4000}\d)[\w+/.~=-]{8,4000}/gi, `$1 ${HIDDEN}`],
  [
    new RegExp(
      String.raw`\b((?:set-)?cookie2?["']?\s{0,4}:\s{0,4}(?:\[\s{0,40})?)` +
        String.raw`(?=[^\r\n]{0,400}=)(?:${QUOTED}|[^\s"'[\]][^\r\n"'}]{0,4000})`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [/\b((?:private-token|x-[a-z-]{0,30}(?:key|token|secret|auth)): {0,4})[^\s"',;]{1,4000}/gi, `$1${HIDDEN}`],
];

// scheme://user:password@host
const CREDENTIALS: Rule = [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#]{1,400}@/gi, `$1${HIDDEN}@`];

const NAMED: readonly Rule[] = [
  // name=value, --name=value, "name": "value", also in JSON within JSON
  [
    new RegExp(
      `(${NAME}(?:\\\\{0,4}["']?=(?![=>])|\\\\{0,4}["']\\s{0,4}:)\\s{0,4})${NOTHING}` +
        `(?:${ESCAPED}|${QUOTED}|(?!\\[\\s)[^\\s&;,"'\`]{1,4000})`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  // { name: 'value' }
  [
    new RegExp(
      `((?:[{,]\\s{0,20}|^\\s{0,20})(?:${NAME}|(?:\\w{0,40}_)?pass|pwd(?=: .[^/~.])): )(?!(["'])\\w{1,20} \\[redacted\\]\\2)(?:${QUOTED}|\`[^\`]{0,4000}\`?)`,
      'gim',
    ),
    `$1${HIDDEN}`,
  ],
  // --name value
  [
    new RegExp(
      `((?<![\\w-])--?${NAME}(?<!-(?:count|dir|file|name|path|url)) {1,4})${PROSE}(?:${QUOTED}|[^\\s"'-][^\\s"']{0,4000})`,
      'gi',
    ),
    `$1${HIDDEN}`,
  ],
  [/\b(pass(?:word|wd|phrase)(?:: | = ))(?=\S)[^\s,;]{1,4000}/gi, `$1${HIDDEN}`],
  // Of connection strings, queries and variables. PWD is also where a shell is.
  [/(?<![A-Za-z\d-])((?:pwd|pass)=)(?![/~.]|[a-z]:[\\/])[^\s;&,"']{1,4000}/gi, `$1${HIDDEN}`],
  // name: value, name "value", name is value, where it looks like no word
  [new RegExp(`(${NAME}["']?(?:\\s?[:=]\\s?|\\s(?:(?:is|was):?\\s)?)["']?)${CRYPTIC}`, 'gi'), `$1${HIDDEN}`],
  // <name>value</name>
  [new RegExp(`(<(${NAME})>)[^<]{1,4000}(?=</\\2)`, 'gi'), `$1${HIDDEN}`],
  [/((?<![A-Za-z\d_])_auth\s{0,4}=\s{0,4})[^\s"']{1,4000}/g, `$1${HIDDEN}`],
];

// Codes for a second factor, which are digits
const CODE: Rule = [
  /(?<![A-Za-z])([a-z]{0,2}otp|pin)(["']?(?:\s?[=:]\s?|\s(?:is\s)?)["']?)\d{4,8}(?![\w.])/gi,
  `$1$2${HIDDEN}`,
];

const SHORT_FLAGS: readonly Rule[] = [
  // As to curl; of containers it has ids.
  [
    /((?:^|[\s"'])(?:-u|--user)[ =]["']?(?!\d{1,10}:\d)[^\s:"']{1,100}:)(?![\\/])[^\s"']{1,400}/g,
    `$1${HIDDEN}`,
  ],
  // The first has the password in one word with its flag, the second also in two, the third only so.
  [/(\b(?:mysql|mariadb)[\w-]{0,20}(?: [^\r\n|;]{0,400}?)? -p)[^\s"']{1,400}/g, `$1${HIDDEN}`],
  [/(\bsshpass(?: [^\r\n|;]{0,40}?)? -p ?)[^\s"']{1,400}/g, `$1${HIDDEN}`],
  [/(\b(?:redis|valkey)-cli(?: [^\r\n|;]{0,400}?)? -a )[^\s"']{1,400}/g, `$1${HIDDEN}`],
];

// Secrets whose form tells what they are. Each has a start that is rare, so that none is tried at length in vain.
// Not within a word. The letters of an escaped character, of a code in a URL and of a colour are none.
const START = String.raw`(?:(?<![A-Za-z\d])|(?<=\\[bfnrtv0]|\\u[\da-f]{4}|\\x[\da-f]{2}|%[\dA-F]{2}|\u001b\[[\d;]{0,20}m))`;

const SHAPES = [
  // Keys in PEM, also where the end is missing
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[^]){0,16000}(?:-----END [A-Z0-9 ]{0,40}-----)?/,
  // JSON web tokens
  /eyJ[\w-]{8,2000}\.[\w-]{8,4000}(?:\.[\w-]{0,2000})?/,
  // GitHub, GitLab, npm, PyPI, Docker
  /(?:gh[pousr]_[A-Za-z0-9]{16,400}|github_pat_\w{12,400})/,
  /gl(?:pat|ptt|rt|dt|cbt|ft|soat|agent|imt)-[\w.-]{16,400}/,
  /(?:npm_[A-Za-z0-9]{20,400}|pypi-[\w-]{40,400}|dckr_[a-z]{1,10}_[\w-]{20,400})/,
  // Slack
  /(?:xox[abeoprs](?:\.xox[a-z])?|xapp)-[\w-]{10,400}/,
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{10,400}/,
  // Discord, Telegram
  /discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{5,25}\/[\w-]{20,400}/,
  /(?:bot)?\d{6,12}:AA[\w-]{30,60}/,
  // AWS: the id of a key, and the key where it follows
  /(?:AKIA|ASIA)[A-Z0-9]{12,128}(?:[\s:,;/|"'=]{1,8}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))?/,
  // Google
  /(?:AIza[\w-]{30,400}|ya29\.[\w.-]{16,2000}|GOCSPX-[\w-]{16,400}|1\/\/0[\w-]{30,400})/,
  // Stripe, SendGrid, Twilio
  /(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,400}|whsec_[A-Za-z0-9+/=]{16,400})/,
  /SG\.[\w-]{16,100}\.[\w-]{16,400}/,
  /(?:AC|SK)[0-9a-f]{32}(?![A-Za-z0-9])/,
  // OpenAI, Anthropic and others that took the same form
  /sk-(?:(?:ant|proj|or|svcacct)-[\w-]{12,400}|(?=[\w-]{0,400}\d)[\w-]{20,400})/,
  // Hugging Face, DigitalOcean, Shopify, Vault
  /(?:hf_[A-Za-z0-9]{30,400}|do[opr]_v1_[0-9a-f]{32,400}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|hvs\.[\w-]{20,400})/,
].map(({ source }): Rule => [new RegExp(START + `(?:${source})`, 'g'), HIDDEN]);

// Without one of these no rule of its group can match. Most texts have none, and are looked at twice instead of thirty
// times; and the patterns of a group that nothing needs are never compiled, which counts in the only report of a process.
const SHAPE_SIGN =
  /-----BEGIN|eyJ|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|npm_|pypi-|dckr_|xox|xapp-|hooks\.slack|discord|:AA|A[KS]IA|AIza|ya29|GOCSPX|1\/\/0|[rs]k_|whsec_|SG\.|AC[\da-f]|SK[\da-f]|sk-|hf_|do[opr]_v1|shp|hvs\./;
const NAME_SIGN = new RegExp(`${SECRET_NAME}|bearer|basic|cookie|x-|pwd|pass|_auth`, 'i');

// Quantifiers are bounded: this runs over text that somebody else wrote.
const GROUPS: readonly (readonly [sign: RegExp, rules: readonly Rule[]])[] = [
  [SHAPE_SIGN, SHAPES],
  [NAME_SIGN, HEADERS],
  [/@/, [CREDENTIALS]],
  [NAME_SIGN, NAMED],
  [/otp|pin/i, [CODE]],
  [/-u|-p|-a /, SHORT_FLAGS],
];

/** Takes out of a text what looks like a secret. The time it takes grows with the length of the text, no faster. */
export function hideSecrets(text: string): string {
  return GROUPS.reduce((clean, [sign, rules]) => (sign.test(clean) ? applyAll(rules, clean) : clean), text);
}

function applyAll(rules: readonly Rule[], text: string): string {
  return rules.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
