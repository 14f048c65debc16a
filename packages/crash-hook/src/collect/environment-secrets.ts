import { isSecretVariable } from './secret-names.js';

// The program may have changed it by the time of the crash.
const { stringify } = JSON;

type Environment = Readonly<Record<string, string | undefined>>;

// Shorter ones would be found in ordinary words.
const MIN_LENGTH = 6;
const MAX_LENGTH = 4_096;
const MAX_SECRETS = 256;
const COMMON = new Set(
  (
    'admin,always,anonymous,changeme,current,default,develop,development,disabled,enabled,example,' +
    'localhost,manual,master,mongodb,number,object,optional,password,postgres,postgresql,private,production,' +
    'public,required,secret,session,signature,staging,string,system,testing,undefined,unknown,unlimited,username'
  ).split(','),
);

interface Secret {
  readonly name: string;
  readonly value: string;
}

/**
 * Takes values of the environment out of a text: those of variables whose names look secret, and passwords in URLs.
 * They are found as they are, URL-encoded, escaped as in JSON, and within Base64. `[redacted:NAME]` takes their place.
 * The environment is read once, here.
 */
export function createHideEnvironment(env: Environment): (text: string) => string {
  const secrets = new Map<string, string>();
  for (const { name, value } of findSecrets(env)) {
    const mark = /^[\w.-]{1,80}$/.test(name) ? `[redacted:${name}]` : '[redacted]';
    for (const form of formsOf(value)) if (!secrets.has(form)) secrets.set(form, mark);
  }
  // Of two values that overlap the longer one must not be torn apart.
  const ordered = [...secrets].sort(([a], [b]) => b.length - a.length);
  return (text) => ordered.reduce((clean, [form, mark]) => clean.replaceAll(form, () => mark), text);
}

function findSecrets(env: Environment): Secret[] {
  return Object.entries(env)
    .flatMap(([name, value = '']): Secret[] => {
      const values = passwordsOf(value.slice(0, 4 * MAX_LENGTH));
      if (isSecretVariable(name)) values.push(value.trim());
      return values.map((secret) => ({ name, value: secret.slice(0, MAX_LENGTH) }));
    })
    .filter(({ value }) => isTelling(value))
    .slice(0, MAX_SECRETS);
}

function isTelling(value: string): boolean {
  return value.length >= MIN_LENGTH && !COMMON.has(value.toLowerCase()) && !/^(.)\1*$/.test(value);
}

// postgres://user:password@host
function passwordsOf(value: string): string[] {
  return [...value.matchAll(/:\/\/[^\s/?#@:]{0,400}:([^\s/?#]{1,400})@/g)].flatMap(([, raw = '']) => [
    raw,
    decode(raw),
  ]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function formsOf(value: string): Set<string> {
  const encoded = encodeURIComponent(Buffer.from(value).toString());
  const base64 = [0, 1, 2].map((offset) => base64Within(value, offset));
  return new Set([
    value,
    encoded,
    encoded.replace(/%../g, (code) => code.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    stringify(value).slice(1, -1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]);
}

// How the value looks within the Base64 of something longer, `offset` bytes behind a multiple of three. Characters that
// also depend on what stands around it are left out.
function base64Within(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const text = bytes.toString('base64').replace(/=+$/, '');
  return text.slice([0, 2, 3][offset], bytes.length % 3 === 0 ? text.length : -1);
}
