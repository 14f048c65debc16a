// What `npm start`, `npm test` and their like do first: install what the lock file names, build what changed.
// It has no dependencies, so that it works as the very first command on a fresh clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clearCounts, countTests, lastLine } from './count-tests.mjs';
import { projects, root } from './projects.mjs';

const builtStamp = join(root, 'node_modules/.cache/threadspan/built');

/** Whether node_modules holds what package-lock.json asks for; packages for other platforms may be missing. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, { version, link, optional }]) => {
      if (!path.includes('node_modules/') || optional) return true;
      if (link) return existsSync(join(root, path));
      return present[path]?.version === version;
    });
  } catch {
    return false;
  }
}

/** Changes when a source file, a manifest or a compiler setting does. Sizes and times tell; nothing is read. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path}:${stat?.size}:${stat?.mtimeMs}\n`);
  };
  for (const name of ['package-lock.json', 'tsconfig.base.json', 'nx.json']) add(join(root, name));
  for (const project of projects()) {
    for (const name of ['src', 'package.json', 'tsconfig.json']) add(join(project, name));
  }
  return hash.digest('hex');
}

function isBuilt(print) {
  return (
    existsSync(builtStamp) &&
    readFileSync(builtStamp, 'utf8') === print &&
    projects().every((project) => !hasBuild(project) || existsSync(join(project, 'dist')))
  );
}

function hasBuild(project) {
  return 'build' in (JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).scripts ?? {});
}

/** Runs a command with its output on standard error, which leaves standard output to the program itself. */
function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  return status ?? 1;
}

function runOrExit(...command) {
  const status = run(...command);
  if (status !== 0) process.exit(status);
}

function nx(...args) {
  return [process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args], { NX_DAEMON: 'false' }];
}

// Not `npm ci`: that refuses a lock file without the optional packages of every other platform.
function ensureInstalled() {
  if (!isInstalled())
    runOrExit('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
}

function ensureBuilt() {
  const print = fingerprint();
  if (isBuilt(print)) return;
  runOrExit(...nx('run-many', '-t', 'build', '--output-style=static'));
  mkdirSync(dirname(builtStamp), { recursive: true });
  writeFileSync(builtStamp, print);
}

const commands = {
  async start(args) {
    process.argv = [process.argv[0], 'debtscan', ...args];
    await import('../e2e/sample-analyzer/dist/cli.js');
  },
  async bench(args) {
    const { bench } = await import('./bench/frame/main.mjs');
    await bench(args);
  },
  async performance(args) {
    const { performancePage } = await import('./bench/page/main.mjs');
    await performancePage(args);
  },
  async faults(args) {
    const { faults } = await import('./faults/dist/index.js');
    await faults(args);
  },
  async 'crash-reports'(args) {
    const { crashReports } = await import('./crash-reports/main.mjs');
    await crashReports(args);
  },
  async 'api-reports'() {
    const { apiReports } = await import('./api-reports/main.mjs');
    apiReports();
  },
  async docs(args) {
    const { docs } = await import('../docs/.vitepress/site/main.mjs');
    await docs(args);
  },
  async consumers(args) {
    const { consumers } = await import('../e2e/consumers/main.mjs');
    await consumers(args);
  },
  async compat(args) {
    const { compat } = await import('../e2e/compat/main.mjs');
    await compat(args);
  },
  async soak(args) {
    const { soak } = await import('./soak/main.mjs');
    await soak(args);
  },
  async packages(args) {
    const { packages } = await import('./packaging/main.mjs');
    await packages(args);
  },
  async release(args) {
    const { release } = await import('./packaging/release.mjs');
    release(args);
  },
  build() {},
  lint() {
    process.exitCode = run(...nx('run', 'threadspan-workspace:lint'));
  },
  test() {
    clearCounts();
    const status = run(...nx('run-many', '-t', 'lint', 'typecheck', 'test', '--output-style=static'));
    const { passed, failed } = countTests();
    process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1;
    console.log(lastLine(process.exitCode));
  },
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`Expected one of ${Object.keys(commands).join(', ')}, got ${name}`);
  process.exit(2);
}
ensureInstalled();
ensureBuilt();
await command(args);
