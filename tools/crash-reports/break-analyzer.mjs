import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const debtscan = join(root, 'e2e/sample-analyzer/bin/debtscan.js');
const FILE = 'src/carrier.ts';

// What a kind needs beside itself: an end to the hang, and a next start that tells of the run that died.
const OPTIONS = { hang: ['--timeout', '1000'], kill: ['--last-words'] };

/**
 * The report that debtscan saves when the analysis of one of our own files is broken, without this machine's paths.
 *
 * @param {string} kind of fault
 * @param {string} workspace folder whose `packages` are analyzed: the repository, or a copy of some of it
 */
export function breakAnalyzer(kind, workspace = root) {
  const directory = mkdtempSync(join(tmpdir(), 'crash-reports-'));
  try {
    const options = ['packages', '--workers', '2', '--report-dir', directory, ...(OPTIONS[kind] ?? [])];
    run(workspace, [...options, '--fault', `${kind}@${FILE}`]);
    if (kind === 'kill') run(workspace, options);
    const [file, ...others] = readdirSync(directory).filter((name) => name.startsWith('threadspan-crash-'));
    if (file === undefined || others.length > 0) {
      throw new Error(`Expected one report of the fault ${kind}, found ${others.length + (file ? 1 : 0)}`);
    }
    return JSON.parse(withoutMachine(readFileSync(join(directory, file), 'utf8'), directory));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(cwd, args) {
  const { error } = spawnSync(process.execPath, [debtscan, ...args], { cwd, stdio: 'ignore' });
  if (error) throw error;
}

// As if the repository had been cloned to the reader's home.
function withoutMachine(json, directory) {
  return json
    .replaceAll(root, '~/threadspan')
    .replaceAll(directory, '~/reports')
    .replaceAll(process.execPath, 'node');
}
