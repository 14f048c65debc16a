import { CrashHookError, installCrashHook } from '@threadspan/crash-hook';

const install = (options: unknown) => () => installCrashHook(options as never).uninstall();

it.each<[unknown, string]>([
  [undefined, 'Expected `options` to be an object, got `undefined`.'],
  [{}, 'Expected `appName` to be a non-empty string, got `undefined`.'],
  [{ appName: ' ' }, 'Expected `appName` to be a non-empty string, got `" "` (string).'],
  [{ appName: 'a', version: 1 }, 'Expected `version` to be a non-empty string, got `1` (number).'],
  [{ appName: 'a', issueUrl: '' }, 'Expected `issueUrl` to be a non-empty string, got `""` (string).'],
  [{ appName: 'a', reportDir: {} }, 'Expected `reportDir` to be a non-empty string, got an object.'],
  [
    { appName: 'a', redact: 'x' },
    'Expected `redact` to be a function, a RegExp, or an array of them, got `"x"` (string).',
  ],
  [{ appName: 'a', redact: [/x/, null] }, 'Expected `redact[1]` to be a function or a RegExp, got `null`.'],
  [{ appName: 'a', maxReports: 0 }, 'Expected `maxReports` to be an integer from 1, got `0` (number).'],
  [{ appName: 'a', maxReports: 1.5 }, 'Expected `maxReports` to be an integer from 1, got `1.5` (number).'],
  [{ appName: 'a', onReport: null }, 'Expected `onReport` to be a function, got `null`.'],
  [{ appName: 'a', lastWords: 1 }, 'Expected `lastWords` to be a boolean, got `1` (number).'],
  [
    { appName: 'a', flushTimeout: -1 },
    'Expected `flushTimeout` to be a number of milliseconds from 0, got `-1` (number).',
  ],
  [
    { appName: 'a', flushTimeout: '1' },
    'Expected `flushTimeout` to be a number of milliseconds from 0, got `"1"` (string).',
  ],
])('refuses the options %j', (options, message) => {
  expect(install(options)).toThrow(message);
  expect(install(options)).toThrow(
    expect.objectContaining({ name: 'CrashHookError', code: 'INVALID_OPTION' }),
  );
});

it('leaves no listener behind when it is uninstalled', () => {
  const before = process.listeners('uncaughtException');
  const hook = installCrashHook({ appName: 'a' });
  expect(process.listeners('uncaughtException')).toHaveLength(before.length + 1);
  hook.uninstall();
  expect(process.listeners('uncaughtException')).toEqual(before);
});

it('knows its own errors', () => {
  expect(CrashHookError.is(new CrashHookError('INVALID_OPTION', 'x'))).toBe(true);
  expect(CrashHookError.is(new Error('x'))).toBe(false);
  expect(CrashHookError.is(null)).toBe(false);
});
