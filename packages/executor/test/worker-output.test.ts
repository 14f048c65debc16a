import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { numbers } from './numbers';

const MANY = 10_000;
// For those whose time runs while they print.
const FEW = 2_000;

function run(...args: string[]) {
  const program = join(__dirname, 'programs/prints.cjs');
  const limits = { timeout: 50_000, maxBuffer: 1e9 };
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', ...limits });
}

function printed(count: number) {
  const lines = (text: (line: number) => string) => numbers(count).map(text).join('');
  return {
    out: `${lines((line) => `out ${line}\n`)}${'long '.repeat(400_000)}\n`,
    err: `${lines((line) => `err ${line} é\n`)}last\n`,
  };
}

// A difference in megabytes of text is nothing to print.
const digest = (text: string) => `${text.length} ${createHash('sha1').update(text).digest('hex')}`;

describe('what a worker prints arrives whole and in order', () => {
  it.each([
    ['returns', 'and is closed', 0, MANY],
    ['exits', 'with process.exit() right after', 1, MANY],
    ['throws', 'an error that nobody catches', 2, MANY],
    ['hangs', 'until its timeout', 3, FEW, 'timeout'],
    ['hangs', 'until it is closed by force', 4, MANY, 'close'],
    ['eats memory', 'until it has none left', 5, MANY],
    ['returns', 'in a worker of a worker', 0, FEW, 'inside'],
    ['hangs', 'in a worker of a worker, until its timeout', 3, FEW, 'inside'],
  ])('when it %s %s', (end, _how, code, lines, then = '') => {
    const { stdout, stderr, status } = run(end, String(lines), then);
    const { out, err } = printed(lines);
    expect(digest(stdout)).toBe(digest(out));
    // Of a worker that is out of memory Node itself has something to say.
    expect(digest(stderr.slice(0, err.length))).toBe(digest(err));
    expect(status).toBe(code);
  });

  it('when it is more than may be on the way at once', () => {
    const { stdout, stderr, status } = run('pours');
    const expected = numbers(600).map((chunk) => `${String(chunk).padEnd(65_535, '.')}\n`);
    expect({ stdout: digest(stdout), stderr, status }).toEqual({
      stdout: digest(expected.join('')),
      stderr: '',
      status: 0,
    });
  });
});
