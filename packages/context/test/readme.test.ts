import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const readme = readFileSync(resolve(__dirname, '../README.md'), 'utf8');
const [, program, output] = /```js\n(.*?)```\n\n```\n(.*?)```/s.exec(readme) ?? [];

describe('the program of the README', () => {
  it('prints what the README says', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'readme-'));
    try {
      const [, modules] = /^(.*node_modules)/.exec(require.resolve('@opentelemetry/api')) ?? [];
      symlinkSync(String(modules), join(directory, 'node_modules'), 'dir');
      writeFileSync(join(directory, 'main.mjs'), String(program));
      const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'main.mjs')]);
      expect(stdout).toBe(output);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
