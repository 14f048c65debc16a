import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { read, root } from './run-example.ts';

const files = ['packages/executor/src/executor.ts', 'README.md', 'missing.ts', 'package.json'];

function run(program: string): string[] {
  const path = join(root, 'docs/examples/dist/migrate-a-pool', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

const counted = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(' ')).sort();

describe('the program with threadspan', () => {
  const lines = run('threadspan/main.js');

  it.each(['threads/main.cjs', 'piscina/main.js'])('gives the same results as %s', (program) => {
    const before = run(program);
    expect(counted(before)).toEqual(counted(lines));
    expect(before).toHaveLength(files.length);
  });

  it('counts every file', () => {
    const branches = (path: string) => read(path).match(/\b(if|for|while|case|catch)\b/g)?.length ?? 0;
    expect(counted(lines)).toEqual(
      files
        .map((path) =>
          path === 'missing.ts'
            ? `missing.ts: ENOENT: no such file or directory, open 'missing.ts'`
            : `${path}: ${branches(path)}`,
        )
        .sort(),
    );
  });

  it('knows where an error happened, as the guide shows it', () => {
    const failure = lines.slice(lines.findIndex((line) => line.startsWith('missing.ts')));
    const shown = `${failure.slice(0, 2).join('\n')}\n`;
    expect(shown).toContain('  ENOENT in parsing, unified_analysis > process_file');
    expect(read('docs/guides/migrate-a-pool.md')).toContain(shown);
  });
});
