import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { root } from '../../projects.mjs';
import { publishedPackages, withoutNpmSettings } from '../pack.mjs';

const packages = publishedPackages().map(({ folder, manifest }) => ({
  name: manifest.name as string,
  folder: relative(root, folder),
}));
const current = publishedPackages()[0]!.manifest.version as string;
const next = afterBreakingChanges(current);
const PLAN = '.nx/version-plans/better.md';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'threadspan-release-'));
  // What git would show of the workspace as it is now, with what is not committed yet.
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  const built = packages.map(({ folder }) => join(folder, 'dist'));
  for (const file of [...files.filter((path) => path !== '' && !path.startsWith('.nx/')), ...built]) {
    cpSync(join(root, file), join(clone, file), { recursive: true, force: true });
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'), 'dir');
  mkdirSync(join(clone, dirname(PLAN)), { recursive: true });
  writeFileSync(join(clone, PLAN), '---\npackages: major\n---\n\nThings are better.\n');
  git(clone, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(clone, '.git/info/exclude'), 'node_modules\n');
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message=Everything');
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Below 1.0.0 the second number says that something breaks. */
function afterBreakingChanges(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;
}

function git(cwd: string, ...args: string[]): string {
  const author = [
    '-c',
    'user.name=Someone',
    '-c',
    'user.email=someone@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...author, ...args], { cwd, encoding: 'utf8' });
}

/** The environment without what Nx tells the tasks it runs: the workspace it is in, among other things. */
function withoutNxSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^nx_/i.test(name)));
}

/** `npm run release -- …`, without a network. */
function release(args: string[]): string {
  const script = `import('./tools/packaging/release.mjs').then(({ release }) => release(${JSON.stringify(args)}))`;
  // A file, because nx exits before all that it prints has gone through a pipe.
  const printed = join(clone, '.git/printed');
  const output = openSync(printed, 'w');
  const { status } = spawnSync(process.execPath, ['--eval', script], {
    cwd: clone,
    stdio: ['ignore', output, output],
    env: {
      ...withoutNxSettings(withoutNpmSettings()),
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      npm_config_offline: 'true',
      GIT_AUTHOR_NAME: 'Someone',
      GIT_AUTHOR_EMAIL: 'someone@example.com',
      GIT_COMMITTER_NAME: 'Someone',
      GIT_COMMITTER_EMAIL: 'someone@example.com',
    },
  });
  closeSync(output);
  const text = readFileSync(printed, 'utf8');
  if (status !== 0) throw new Error(`Expected the release to succeed, got\n${text}`);
  return text;
}

/** The lines that would be added to a file, of a plan that is printed. */
function added(plan: string, file: string): string[] {
  const [, ...parts] = plan.split(`UPDATE ${file} [dry-run]\n`);
  return parts.flatMap((part) => {
    const [own = ''] = part.split(/^(?:UPDATE| NX )/m);
    return own
      .split('\n')
      .filter((line) => line.startsWith('+'))
      .map((line) => line.slice(1).trim());
  });
}

function read(file: string) {
  return JSON.parse(readFileSync(join(clone, file), 'utf8'));
}

it('version plans are tracked by git, and the cache beside them is not', () => {
  expect(git(clone, 'ls-files', '.nx')).toBe(`${PLAN}\n`);
  writeFileSync(join(clone, '.nx/cache-entry'), '');
  expect(git(clone, 'status', '--porcelain')).toBe('');
});

describe('a dry run of a release', () => {
  let plan: string;
  beforeAll(() => {
    plan = release(['--dry-run']);
  });

  it.each(packages)(
    'plans the next version of $name, and whatever else names the package',
    ({ name, folder }) => {
      expect(added(plan, `${folder}/package.json`)).toContain(`"version": "${next}",`);
      for (const other of packages) {
        const manifest = read(`${other.folder}/package.json`);
        for (const [kind, sign] of [
          ['dependencies', '^'],
          ['devDependencies', ''],
        ] as const) {
          if (manifest[kind]?.[name] === undefined) continue;
          const lines = added(plan, `${other.folder}/package.json`).map((line) => line.replace(/,$/, ''));
          expect(lines).toContain(`"${name}": "${sign}${next}"`);
        }
      }
    },
  );

  it.each(packages)('plans an entry for the changelog of $name', ({ folder }) => {
    const lines = added(plan, `${folder}/CHANGELOG.md`);
    expect(lines[0]).toMatch(/^##? \S+ \(\d{4}-\d\d-\d\d\)$/);
    expect(lines[0]).toContain(` ${next} `);
    expect(lines).toContain('- Things are better.');
  });

  it('plans the same for the lock file', () => {
    expect(added(plan, 'package-lock.json').filter((line) => line === `"version": "${next}",`)).toHaveLength(
      packages.length,
    );
  });

  it('writes nothing, commits nothing and tags nothing', () => {
    expect(git(clone, 'status', '--porcelain')).toBe('');
    expect(git(clone, 'log', '--format=%s')).toBe('Everything\n');
    expect(git(clone, 'tag')).toBe('');
  });
});

it('a dry run of publishing packs all packages, each after what it depends on, and asks nothing of the registry', async () => {
  const requests: string[] = [];
  const registry = createServer(({ method, url }, response) => {
    requests.push(`${method} ${url}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = registry.address() as AddressInfo;
    const printed = release(['publish', '--dry-run', `--registry=http://127.0.0.1:${port}`]);
    const order = [...printed.matchAll(/^\+ (@threadspan\/[^@\s]+)@/gm)].map(([, name]) => name);
    expect([...order].sort()).toEqual(packages.map(({ name }) => name).sort());
    expect(order[0]).toBe('@threadspan/context');
    expect(requests).toEqual([]);
  } finally {
    registry.close();
  }
});

it('a release writes, commits and tags what its dry run said', () => {
  release([]);
  expect(git(clone, 'tag')).toBe(`v${next}\n`);
  expect(git(clone, 'log', '--max-count=1', '--format=%s')).toBe(`Release ${next}\n`);
  expect(git(clone, 'status', '--porcelain')).toBe('');
  expect(git(clone, 'ls-files', '.nx')).toBe('');
  const lock = read('package-lock.json');
  for (const { folder } of packages) {
    const manifest = read(`${folder}/package.json`);
    const { version, dependencies, devDependencies } = lock.packages[folder];
    expect({ version, dependencies, devDependencies }).toEqual({
      version: next,
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    expect(manifest.version).toBe(next);
  }
  // npm itself finds that they fit.
  const names = packages.map(({ name }) => name);
  execFileSync('npm', ['ls', '--package-lock-only', ...names], { cwd: clone, env: withoutNpmSettings() });
});

// Its plan is used up.
it('a release without a plan is refused, and commits nothing, not even what is staged', () => {
  writeFileSync(join(clone, 'staged.txt'), 'not of a release');
  git(clone, 'add', 'staged.txt');
  expect(() => release([])).toThrow('Expected a version plan in .nx/version-plans, got none');
  expect(git(clone, 'log', '--max-count=1', '--format=%s')).toBe(`Release ${next}\n`);
});

// Nx asks which packages the branch has changed, and on main finds none.
it('a version plan is written for all packages, whatever is committed already', () => {
  release(['plan', 'patch', '-g', 'packages', '-m', 'Things are better still.']);
  const [plan = ''] = git(clone, 'ls-files', '--others', '.nx/version-plans').split('\n');
  expect(readFileSync(join(clone, plan), 'utf8')).toContain(
    'packages: patch\n---\n\nThings are better still.',
  );
});
