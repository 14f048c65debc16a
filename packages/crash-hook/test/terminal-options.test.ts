import { runProgram } from './run-program';

describe('the terminal', () => {
  const plain = (env: Record<string, string>) => runProgram('plain', { env }).stderr;

  it('gets no colour and 80 columns when it is none', () => {
    const stderr = plain({});
    expect(stderr).not.toContain('\u001b');
    expect(stderr).toContain(`╔${'═'.repeat(78)}╗`);
  });

  it('gets colour when FORCE_COLOR says so', () => {
    expect(plain({ FORCE_COLOR: '1' })).toContain('\u001b[1m\u001b[31mERROR');
    expect(plain({ FORCE_COLOR: '0' })).not.toContain('\u001b');
  });

  it('is taken out of full-screen mode and measured', () => {
    const { stderr } = runProgram('full-screen', {
      env: { TERM: 'xterm', LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
    });
    const [restored, frame] = stderr.split('\n');
    expect(restored?.startsWith('\u001b7\u001b[?1049l')).toBe(true);
    expect(frame).toBe(`╔${'═'.repeat(48)}╗`);
  });

  it.each([
    ['the Linux console', { TERM: 'linux' }],
    ['a dumb terminal', { TERM: 'dumb' }],
    ['another encoding', { TERM: 'xterm', LC_ALL: 'de_DE.ISO-8859-1' }],
  ])('gets ASCII when it is %s', (_, env) => {
    expect(runProgram('full-screen', { env }).stderr).toContain(`+${'='.repeat(48)}+`);
  });

  it('gets 80 columns when it does not know its width', () => {
    const { stderr } = runProgram('full-screen', { args: ['0'], env: { LC_ALL: 'C.UTF-8', TERM: 'xterm' } });
    expect(stderr).toContain(`╔${'═'.repeat(78)}╗`);
  });

  it('gets as much of the stack as THREADSPAN_BACKTRACE says', () => {
    expect(plain({ THREADSPAN_BACKTRACE: '0' })).not.toContain('Stack:');
    expect(plain({ THREADSPAN_BACKTRACE: '1' })).toMatch(
      /Stack:\n {2}at .*plain\.cjs.*\n {2}⋮ \d frames hidden/,
    );
    expect(plain({ THREADSPAN_BACKTRACE: 'full' })).toMatch(/ {2}at .*node:internal/);
  });

  it.each(['', 'yes', 'constructor', '-1'])(
    'gets its own frames when THREADSPAN_BACKTRACE is %j',
    (value) => {
      expect(plain({ THREADSPAN_BACKTRACE: value })).toMatch(/Stack:\n.*\n {2}⋮ \d frames hidden/);
    },
  );
});
