import { collectCrashReport } from '@threadspan/crash-hook';

const message = (text: string, redact?: (text: string) => string) =>
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
])('takes the secret out of: %s', (text, redacted) => {
  expect(message(text)).toBe(redacted);
});

it.each([
  'Unexpected token: punc (})',
  'Unexpected token = in JSON at position 3',
  'token === undefined',
  'the basic rules',
  'tokenizer=bpe tokenCount=3',
  'ada@example.com is unknown at https://example.com/a?b=c',
  'Cannot read properties of undefined (reading "token")',
])('leaves alone: %s', (text) => {
  expect(message(text)).toBe(text);
});

it('applies to stack, cause and code as to the message', () => {
  const error = Object.assign(new Error('token=abc', { cause: new Error('secret=abc') }), {
    code: 'key password=abc',
  });
  expect(JSON.stringify(collectCrashReport(error))).not.toContain('=abc');
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

it('leaves the text out when the rule of the program fails', () => {
  const fail = () => {
    throw new Error('no');
  };
  expect(message('customer 4711', fail)).toBe('[redact() failed]');
  expect(message('customer 4711', (() => undefined) as never)).toBe('[redact() returned no string]');
});
