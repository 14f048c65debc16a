import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTestsIn } from '../../tools/count-tests.mjs';
import { suites } from './suites.mjs';

const runJest = fileURLToPath(new URL('../../tools/jest/run.mjs', import.meta.url));

/**
 * Runs suites of one cell, whose line is staged, with the cell's Node.
 *
 * @param {Pick<ReturnType<typeof import('./cells.mjs').cells>[number], 'node' | 'line'>} cell
 * @param {{ names?: readonly string[], lanes?: number, isShort?: boolean }} [options] which suites: all, if none are
 *   named; how many of them at once: one, if not said; whether no more than the telltale files are run
 * @returns {Promise<{ suite: object, ok: boolean, passed: number, failed: number, output: string, results: string }[]>}
 *   of each suite; `output` is what Jest printed, `results` the folder of its own account
 */
export async function runCell(cell, { names, lanes = 1, isShort = false } = {}) {
  const waiting = suites.filter(({ name }) => names === undefined || names.includes(name));
  const done = [];
  const lane = async () => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      done.push(await runSuite(cell, isShort ? { ...suite, only: suite.telltale ?? suite.only } : suite));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

async function runSuite({ node, line }, suite) {
  const cwd = join(line.staged, suite.folder);
  const results = join(cwd, '.test-results');
  const child = spawn(node.path, [runJest, ...filesOf(suite, line)], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PATH: `${dirname(node.path)}${delimiter}${process.env.PATH}`,
      COMPAT_NODE: node.version,
      COMPAT_API: line.api,
      COMPAT_SDK: String(line.major),
    },
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  const { passed, failed } = countTestsIn(results);
  return { suite, ok: code === 0 && failed === 0 && passed > 0, passed, failed, output, results };
}

function filesOf({ only = [], except = [] }, { major }) {
  const pattern = (names) => `/test/(${names.join('|')})\\.test\\.ts$`;
  // The programs of the READMEs are written for the line that the workspace has.
  const leftOut = major === 2 ? except : [...except, 'readme'];
  return [
    ...(only.length > 0 ? [pattern(only)] : []),
    ...(leftOut.length > 0 ? [`--testPathIgnorePatterns=${pattern(leftOut)}`] : []),
  ];
}
