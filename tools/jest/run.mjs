// Runs the tests of the project in the current directory and leaves the counts for tools/count-tests.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outputFile = resolve('.test-results/jest.json');
rmSync(dirname(outputFile), { recursive: true, force: true });
mkdirSync(dirname(outputFile));

const args = process.argv.slice(2);
const config = args.includes('--config') ? [] : ['--config', join(root, 'tools/jest/config.cjs')];
const state = mkdtempSync(join(tmpdir(), 'threadspan-state-'));
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    ...config,
    '--json',
    '--outputFile',
    outputFile,
    ...args,
  ],
  {
    // Jest prints its report on stderr; with --json the same data once more on stdout, which nobody reads.
    stdio: ['ignore', 'ignore', 'inherit'],
    // Nx forces colours on all that it starts; the programs that tests run must not inherit that. Nor do they leave
    // their crash reports among those of whoever runs the tests.
    env: { ...process.env, FORCE_COLOR: undefined, XDG_STATE_HOME: state },
  },
);
rmSync(state, { recursive: true, force: true });
// A Jest that was killed, or had not enough memory, leaves no counts; without any, nothing would seem to have failed.
if (!existsSync(outputFile)) {
  const counts = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  writeFileSync(outputFile, JSON.stringify(counts));
}
process.exit(status ?? 1);
