import { collectCrashReport } from '@threadspan/crash-hook';
import type { Redact } from '@threadspan/crash-hook';
import { ORDINARY, SHAPES } from './secrets';

const message = (text: string, redact?: Redact) =>
  collectCrashReport(new Error(text), redact ? { redact } : {}).error.message;

it.each([
  ['login failed: password=hunter2 for ada', 'login failed: password=[redacted] for ada'],
  ['--api-key=abc123', '--api-key=[redacted]'],
  ['AWS_SECRET_ACCESS_KEY="a b c" set', 'AWS_SECRET_ACCESS_KEY=[redacted] set'],
  ['{"token": "abc", "user": "ada"}', '{"token": [redacted], "user": "ada"}'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
  ['authorization: "Basic dXNlcjpwdw=="', 'authorization: "Basic [redacted]"'],
  ['sent bearer 0123456789abcdef', 'sent bearer [redacted]'],
  ['GET https://ada:p@ss@example.com/x failed', 'GET https://[redacted]@example.com/x failed'],
  ['postgres://ada:pw@db:5432/x', 'postgres://[redacted]@db:5432/x'],
  ['GET /x?user=ada&access_token=abc&z=1', 'GET /x?user=ada&access_token=[redacted]&z=1'],
  ['ghp_0123456789abcdefghij is no good', '[redacted] is no good'],
  ['password = hunter2', 'password = [redacted]'],
  ['password: hunter2', 'password: [redacted]'],
  ['run --password hunter2 --verbose', 'run --password [redacted] --verbose'],
  ['{ user: "ada", apiKey: \'abc\' }', '{ user: "ada", apiKey: [redacted] }'],
  ['{"body":"{\\"token\\":\\"abc\\"}"}', '{"body":"{\\"token\\":[redacted]}"}'],
  ['{"password":"a\\"bc", "x": 1}', '{"password":[redacted], "x": 1}'],
  ['Cookie: sid=abc; theme=dark', 'Cookie: [redacted]'],
  ["'set-cookie': [ 'sid=abc; HttpOnly' ]", "'set-cookie': [ [redacted] ]"],
  ['Authorization: Digest username="ada", response="abc"', 'Authorization: Digest [redacted]'],
  ['X-Api-Key: abc def', 'X-Api-Key: [redacted] def'],
  ['GET /x?X-Amz-Signature=abc&a=1', 'GET /x?X-Amz-Signature=[redacted]&a=1'],
  ['GET /x?sv=1&sig=abc', 'GET /x?sv=1&sig=[redacted]'],
  ['Server=db;Uid=ada;Pwd=abc;', 'Server=db;Uid=ada;Pwd=[redacted];'],
  ['AccountName=a;AccountKey=abc==;', 'AccountName=a;AccountKey=[redacted];'],
  ['MYSQL_PWD=abc DB_PASS=abc app', 'MYSQL_PWD=[redacted] DB_PASS=[redacted] app'],
  ["{ user: 'ada', pass: 'abc' }", "{ user: 'ada', pass: [redacted] }"],
  ["{ user: 'ada', pwd: 'abc' }", "{ user: 'ada', pwd: [redacted] }"],
  ['got apiKey: \'abc4defg\', "x"', 'got apiKey: \'[redacted]\', "x"'],
  ['AWS_SECRET_ACCESS_KEY: abc4/defg', 'AWS_SECRET_ACCESS_KEY: [redacted]'],
  ['auth-token: abc4defg, retry', 'auth-token: [redacted], retry'],
  ['secret = abc4defg', 'secret = [redacted]'],
  ['invalid token "abc4defg"', 'invalid token "[redacted]"'],
  ['api-key abc4defg expired', 'api-key [redacted] expired'],
  ['<user>ada</user><password>abc</password>', '<user>ada</user><password>[redacted]</password>'],
  ['curl -u ada:abc https://h', 'curl -u ada:[redacted] https://h'],
  ['curl --user="ada:abc" https://h', 'curl --user="ada:[redacted]" https://h'],
  ['mysqldump -uada -phunter2 db', 'mysqldump -uada -p[redacted] db'],
  ['sshpass -p secret ssh h', 'sshpass -p [redacted] ssh h'],
  ['redis-cli -h h -a secret ping', 'redis-cli -h h -a [redacted] ping'],
  ['the password is abc4defg', 'the password is [redacted]'],
  ['secret was: abc4defg', 'secret was: [redacted]'],
  ['otp=123456&user=ada', 'otp=[redacted]&user=ada'],
  ['"pin": "1234"', '"pin": "[redacted]"'],
  ['//registry.example.com/:_auth=abc', '//registry.example.com/:_auth=[redacted]'],
])('takes the secret out of: %s', (text, redacted) => {
  expect(message(text)).toBe(redacted);
});

it.each(SHAPES)('takes out %s', (_, secret) => {
  expect(message(`before ${secret} after`)).toBe('before [redacted] after');
  expect(message(`x="${secret}"`)).not.toContain(secret);
});

it.each(ORDINARY)('leaves alone: %s', (text) => {
  expect(message(text)).toBe(text);
});

it('applies to stack, cause and code as to the message', () => {
  const error = Object.assign(new Error('token=abc', { cause: new Error('secret=abc') }), {
    code: 'key password=abc',
  });
  expect(JSON.stringify(collectCrashReport(error))).not.toContain('=abc');
});

it('applies to fields by their names', () => {
  const fields = { pass: 'abc', dbPass: 'abc', DB_PASS: 'abc', bypass: 'abc', passed: 'abc', passes: 3 };
  expect(collectCrashReport(Object.assign(new Error('x'), fields)).error.fields).toEqual({
    pass: '[redacted]',
    dbPass: '[redacted]',
    DB_PASS: '[redacted]',
    bypass: 'abc',
    passed: 'abc',
    passes: 3,
  });
});

it('applies to arguments, also those that follow their flag', () => {
  const argv = [...process.argv];
  process.argv.push('--token=abc', '--password', 'abc', '--verbose', 'url=https://u:abc@h/');
  const { runtime } = collectCrashReport(new Error('x'));
  process.argv.splice(0, Infinity, ...argv);
  expect(runtime.argv.slice(-5)).toEqual([
    '--token=[redacted]',
    '--password',
    '[redacted]',
    '--verbose',
    'url=https://[redacted]@h/',
  ]);
});

it('also applies the rule of the program', () => {
  expect(message('for customer 4711: password=x', (text) => text.replace(/\d+/g, '#'))).toBe(
    'for customer #: password=[redacted]',
  );
});

it('replaces what a pattern of the program matches, whatever its flags and state', () => {
  const sticky = /\d+/y;
  sticky.lastIndex = 5;
  for (const redact of [/\d+/, /\d+/g, sticky, [/\d+/], [(text: string) => text, /\d+/u]] as const) {
    expect(message('a 12 b 34', redact)).toBe('a [redacted] b [redacted]');
    expect(message('a 12 b 34', redact)).toBe('a [redacted] b [redacted]');
  }
  expect(sticky.lastIndex).toBe(5);
  expect(message('abc', /x*/)).toBe('abc');
});

it('applies rules one after the other', () => {
  const redact = [/\d/, (text: string) => text.replaceAll('[redacted]', '#')];
  expect(message('a1b2', redact)).toBe('a#b#');
});

it('refuses what is no rule', () => {
  expect(() => message('x', 'x' as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining('`redact`') }),
  );
});

it('shows no part of a secret that is cut by the bound of length', () => {
  for (const secret of ['0123456789abcdef'.repeat(8), 'ghp_0123456789abcdefghij'])
    for (let start = 8_192 - 140; start < 8_192 + 2; start += 7)
      for (const size of [0, 20_000]) {
        const text = `${'x '.repeat(start / 2)}${secret} ${'y'.repeat(size)}`;
        expect(message(text, new RegExp(secret))).not.toContain(secret.slice(0, 6));
      }
  const far = `${'password=abcdefgh '.repeat(900)}${'0123456789abcdef'.repeat(8)}`;
  for (let cut = 1; cut < 100; cut += 7)
    expect(message(`${far.slice(cut)} ${'z'.repeat(20_000)}`, /(?:0123456789abcdef){8}/)).not.toContain(
      '0123',
    );
});

it('leaves the text out when the rule of the program fails', () => {
  const fail = () => {
    throw new Error('no');
  };
  expect(message('customer 4711', fail)).toBe('[redact() failed]');
  expect(message('customer 4711', (() => undefined) as never)).toBe('[redact() returned no string]');
});
