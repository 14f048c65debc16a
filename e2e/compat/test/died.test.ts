import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runJest = fileURLToPath(new URL('../../../tools/jest/run.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'died-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a Jest that dies counts as a failure', () => {
  mkdirSync(join(folder, 'test'));
  cpSync(fileURLToPath(new URL('../package.json', import.meta.url)), join(folder, 'package.json'));
  writeFileSync(join(folder, 'test/tsconfig.json'), '{}');
  writeFileSync(join(folder, 'test/dies.test.ts'), "process.kill(process.pid, 'SIGKILL');\n");
  const { status } = spawnSync(process.execPath, [runJest, '--runInBand'], { cwd: folder });
  expect(status).toBe(1);
  const counts = JSON.parse(readFileSync(join(folder, '.test-results/jest.json'), 'utf8'));
  expect(counts).toEqual({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 });
});
