import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

function runProgram(name: string, ...args: string[]) {
  const program = join(__dirname, 'programs', name);
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  return { stdout: stdout.trim(), stderr, status, signal };
}

const quiet = {
  stdout: JSON.stringify({ value: 42, listeners: [0, 0, 0, 0, 0] }),
  stderr: '',
  status: 0,
  signal: null,
};

it('leaves no listeners on the process and lets it end after close()', () => {
  expect(runProgram('uses-executor.cjs', 'close')).toEqual(quiet);
});

it('does not keep the process alive while it is idle', () => {
  expect(runProgram('uses-executor.cjs')).toEqual(quiet);
});

it('lets the process go through beforeExit and exit, with the code it has set', () => {
  const { stdout, status } = runProgram('uses-executor.cjs', 'exit-code');
  expect({ stdout, status }).toEqual({ stdout: `${quiet.stdout}\nbeforeExit 9\nexit 9`, status: 9 });
});

describe('while its workers are busy', () => {
  const busy = (action: string) => runProgram('busy.cjs', action);

  it('leaves it to Node what a signal does', () => {
    expect(busy('a signal')).toEqual({ stdout: '', stderr: '', status: null, signal: 'SIGINT' });
  });

  it.each([
    ['a handler that exits', 42],
    ['a handler that closes', 43],
    ['process.exit()', 44],
    ['a handler of exit', 45],
    ['a handler of uncaught errors', 46],
  ])('lets the process end by %s, with its code', (action, status) => {
    expect(busy(action)).toEqual({ stdout: '', stderr: '', status, signal: null });
  });

  it.each(['an uncaught error', 'an unhandled rejection'])(
    'lets the process end by %s as Node does',
    (action) => {
      const { stderr, status } = busy(action);
      expect(stderr).toContain('Error: nobody catches this');
      expect(status).toBe(1);
    },
  );
});
