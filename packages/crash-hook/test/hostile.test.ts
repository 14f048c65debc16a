import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  collectCrashReport,
  readCrashReport,
  renderCrashReport,
  saveCrashReport,
} from '@threadspan/crash-hook';
import type { RenderOptions } from '@threadspan/crash-hook';
import fc from 'fast-check';
import { executed, HOSTILE_VALUES } from './hostile-values';
import { SHAPES } from './secrets';

let stringWidth: (text: string) => number;
beforeAll(async () => {
  stringWidth = (await import('string-width')).default;
});

const directory = mkdtempSync(join(tmpdir(), 'threadspan-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LOOKS: RenderOptions[] = [40, 200].flatMap((width) => [
  { width },
  { width, color: true, verbosity: 2 },
  { width, unicode: false },
]);
const UNSAFE =
  /[^\P{Cc}\n]|\p{Cs}|\p{Zl}|\p{Zp}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
// To GitHub Actions, Azure Pipelines or TeamCity, in the log of a build.
const COMMAND = /^\s*::|##\w*\[/m;

const box = (text: string) => text.split('\n\n', 1)[0]?.split('\n') ?? [];
const isFrame = (line: string) => /^[╔╠╚║+|].*[╗╣╝║+|]$/.test(line);

describe.each(HOSTILE_VALUES)('of $name', ({ make, secrets = [] }) => {
  it('a report is made, saved, read and shown, and does no harm', () => {
    const value = make();
    executed.length = 0;
    const report = collectCrashReport(value);
    const json = JSON.stringify(report);
    expect(JSON.parse(json)).toEqual(report);
    expect(json.length).toBeLessThan(200_000);
    const path = saveCrashReport(report, directory);
    expect(statSync(path).size).toBeLessThan(400_000);
    const read = readCrashReport(path);
    expect(read).toEqual(report);
    for (const look of LOOKS) {
      const text = renderCrashReport(read, look);
      const plain = look.color ? stripVTControlCharacters(text) : text;
      expect(plain).not.toMatch(UNSAFE);
      expect(plain).not.toMatch(COMMAND);
      if (look.unicode === false) expect(plain).toMatch(/^[\x20-\x7e\n]+$/);
      const wrong = box(plain).filter((line) => !isFrame(line) || stringWidth(line) !== look.width);
      expect(wrong).toEqual([]);
      for (const secret of secrets)
        expect(plain.replace(/[║|\s]/g, '')).not.toContain(secret.replace(/\s/g, ''));
    }
    for (const secret of secrets) expect(json).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(executed).toEqual([]);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});

it.each([
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'eyJaaaaaaaaa.',
    '-eyJaaaaaaaa-eyJ',
    'authorization: digest ',
    'bearer a ',
  ],
  ...[
    'basic          ',
    'cookie: [',
    '"cookie": "',
    'a://a',
    'abcdefghij+.-://',
    'password=',
    'password="\\',
    '\\\\"token',
  ],
  ...[
    '{ token: "',
    '--token ',
    '--a-token-',
    'pwd=',
    'sk-',
    'sk-a-',
    'ya29.',
    'SG.aaaaaaaaaaaaaaaa',
    'AKIAAAAAAAAAAAAAAA:',
  ],
  ...[
    '/home/',
    'file://',
    '%2F',
    '\u001b[0;',
    'at (',
    '    at f (',
    ':1:1',
    '\n',
    ' ',
    'x-',
    '-',
    '"',
    "'",
    'a',
  ],
])('text of 1 MB made of %j takes no longer than its length', (part) => {
  const text = part.repeat(Math.ceil(1_000_000 / part.length));
  const { error } = collectCrashReport(
    Object.assign(new Error(text), { stack: `${text}\n    at ${text}\n    at (${text}:1:1)`, own: text }),
  );
  expect(error.message.length).toBeLessThan(8_300);
});

it('no secret is shown, whatever stands around it', () => {
  const secrets = fc.constantFrom(...SHAPES.map(([, secret]) => secret));
  const around = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom(
      '"',
      "'",
      '`',
      ' (',
      '\n',
      'token=',
      '{"password": "',
      'https://x?a=',
      '日本',
      '\u001b[31m\n',
    ),
  );
  const edges = fc.constantFrom(' ', '\n', '"', "'", '=', ':', '(', ',', '/', '日');
  fc.assert(
    fc.property(around, edges, secrets, edges, around, (before, left, secret, right, after) => {
      const text = `${before}${left}${secret}${right}${after}`;
      const report = collectCrashReport(Object.assign(new Error(text, { cause: text }), { own: { text } }));
      const shown = [
        JSON.stringify(report),
        ...[true, false].map((unicode) => renderCrashReport(report, { unicode, width: 200 })),
      ];
      for (const output of shown)
        expect(output.replace(/[║|\s]/g, '')).not.toContain(secret.replace(/\s/g, ''));
    }),
    { numRuns: 300 },
  );
});

describe('own fields of an error', () => {
  const fieldsOf = (fields: object) => collectCrashReport(Object.assign(new Error('x'), fields)).error.fields;

  it('are part of the report, beside what it has anyway', () => {
    expect(
      fieldsOf({ errno: -2, code: 'ENOENT', path: 'a.ts', ok: true, list: [1, { a: 2 }], name: 'E' }),
    ).toEqual({
      errno: -2,
      path: 'a.ts',
      ok: true,
      list: '[ 1, { a: 2 } ]',
    });
    expect(fieldsOf({})).toBeUndefined();
  });

  it('are hidden where their names say so', () => {
    expect(fieldsOf({ password: 'abc', authToken: { a: 1 }, tokens: 3 })).toEqual({
      password: '[redacted]',
      authToken: '[redacted]',
      tokens: 3,
    });
  });

  it('are not computed', () => {
    const set = (_: unknown) => {};
    const get = () => 1;
    const error = Object.defineProperties(new Error('x'), {
      a: { get, enumerable: true },
      b: { set, enumerable: true },
      c: { get, set, enumerable: true },
      d: { value: 1, enumerable: false },
    });
    expect(collectCrashReport(error).error.fields).toEqual({
      a: '[Getter]',
      b: '[Setter]',
      c: '[Getter/Setter]',
    });
  });

  it('are at most 32, each of bounded size', () => {
    const fields = fieldsOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, 'x'.repeat(9_000)])),
    );
    expect(Object.keys(fields ?? {})).toHaveLength(33);
    expect(fields?.['…']).toBe('8 more not shown');
    expect(String(fields?.['f0']).length).toBeLessThan(1_050);
  });

  it('keep a name such as __proto__', () => {
    const error = Object.defineProperty(new Error('x'), '__proto__', { value: 'p', enumerable: true });
    const { fields = {} } = collectCrashReport(error).error;
    expect(Object.entries(fields)).toEqual([['__proto__', 'p']]);
  });
});

it('a suppressed error and what suppressed it are reported together', () => {
  const error = new Error('suppressed');
  Object.defineProperties(error, {
    name: { value: 'SuppressedError' },
    error: { value: new Error('second'), enumerable: true },
    suppressed: { value: new Error('first'), enumerable: true },
  });
  const reported = collectCrashReport(error).error;
  expect(reported.errors?.map(({ message }) => message)).toEqual(['second', 'first']);
  expect(reported.fields).toBeUndefined();
});
