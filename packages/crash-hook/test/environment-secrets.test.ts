import { collectCrashReport } from '@threadspan/crash-hook';
import fc from 'fast-check';

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

const messageWith = (env: Record<string, string>, text: string) => {
  Object.assign(process.env, env);
  return collectCrashReport(new Error(text)).error.message;
};

it.each([
  'MY_TOKEN',
  'my_secret',
  'DB_PASSWORD',
  'DB_PASS',
  'SIGNING_KEY',
  'OPENAI_API_KEY',
  'encryptionKey',
  'AWS_SECRET_ACCESS_KEY',
  'GOOGLE_CREDENTIALS',
  'BASIC_AUTH',
  'SESSION_COOKIE',
  'SENTRY_DSN',
  'CONNECTION_STRING',
  'WEBHOOK_URL',
])('the value of %s is replaced by the name wherever it occurs', (name) => {
  expect(messageWith({ [name]: 'xq7Lw2' }, 'ab xq7Lw2, xq7Lw2cd')).toBe(
    `ab [redacted:${name}], [redacted:${name}]cd`,
  );
});

it.each([
  'TEST_PWD_DIR',
  'OLDPWD',
  'SSH_AUTH_SOCK',
  'XDG_SESSION_ID',
  'DBUS_SESSION_BUS_ADDRESS',
  'KEYBOARD_LAYOUT',
  'TOKENIZER',
  'AUTHOR',
  'PRIVATE_KEY_PATH',
  'TOKEN_TTL',
  'MONKEY',
  'SSH_PUBLIC_KEY',
])('the value of %s is no secret', (name) => {
  expect(messageWith({ [name]: 'xq7Lw2' }, 'ab xq7Lw2')).toBe('ab xq7Lw2');
});

it.each(['true', 'default', 'production', 'abc12', '********'])('a value like %s is no secret', (value) => {
  expect(messageWith({ MY_TOKEN: value }, `is ${value} here`)).toBe(`is ${value} here`);
});

it('the password in a URL is a secret, as it is and decoded', () => {
  const env = { MY_DATABASE: 'postgres://ada:xq%2F7Lw2@db:5432/x' };
  expect(messageWith(env, 'password is xq/7Lw2 or xq%2F7Lw2 for ada')).toBe(
    'password is [redacted:MY_DATABASE] or [redacted:MY_DATABASE] for ada',
  );
});

it('a value is found in other encodings', () => {
  const value = 'x/q 7"Lw2+ü\n9';
  const forms = [
    encodeURIComponent(value),
    new URLSearchParams({ value }).toString().slice(6),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ];
  for (const form of forms)
    expect(messageWith({ MY_TOKEN: value }, `(${form})`)).toContain('[redacted:MY_TOKEN]');
});

it('a value is found within the Base64 of something longer', () => {
  const secret = fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...'abcXYZ019/+=') });
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), secret, fc.string({ maxLength: 9 }), (left, value, right) => {
      fc.pre(new Set(value).size > 1);
      const encoded = Buffer.from(left + value + right).toString('base64');
      const message = messageWith({ MY_TOKEN: value }, `(${encoded})`);
      expect(message).toContain('[redacted:MY_TOKEN]');
      expect(message.length).toBeLessThan(encoded.length - Buffer.from(value).toString('base64').length + 32);
    }),
  );
});

it('values are those of the moment of the report', () => {
  expect(messageWith({ MY_TOKEN: 'first-value' }, 'first-value second-value')).toContain('second-value');
  expect(messageWith({ MY_TOKEN: 'second-value' }, 'first-value second-value')).toBe(
    'first-value [redacted:MY_TOKEN]',
  );
});

it('a value that is part of another one leaves nothing of it', () => {
  const env = { A_TOKEN: 'xq7Lw2', B_TOKEN: 'xq7Lw2-and-more' };
  expect(messageWith(env, 'xq7Lw2-and-more')).toBe('[redacted:B_TOKEN]');
});
