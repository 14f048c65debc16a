import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../../projects.mjs';
import { publishedPackages, withoutNpmSettings } from '../pack.mjs';

const ORDER = [
  ['name', 'version', 'description', 'keywords', 'license', 'author', 'homepage', 'bugs', 'repository'],
  [
    'publishConfig',
    'type',
    'sideEffects',
    'main',
    'types',
    'typesVersions',
    'exports',
    'bin',
    'files',
    'engines',
  ],
  ['scripts', 'dependencies', 'peerDependencies', 'peerDependenciesMeta', 'devDependencies', 'nx'],
].flat();

const packages = publishedPackages().map(({ folder, manifest }) => ({
  folder,
  manifest,
  name: manifest.name,
}));
const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const web = workspace.repository.url.replace(/^git\+(.*)\.git$/, '$1');

describe.each(packages)('the manifest of $name', ({ folder, manifest }) => {
  it('says where its sources, its page and its bugs are', () => {
    const directory = relative(root, folder).replaceAll('\\', '/');
    expect(manifest).toMatchObject({
      repository: { ...workspace.repository, directory },
      homepage: `${web}/tree/main/${directory}#readme`,
      bugs: { url: `${web}/issues` },
    });
  });

  it('says what the package is, whose it is, and for which Node', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/^.{20,}\.$/),
      keywords: [...new Set<string>(manifest.keywords)].sort(),
      author: 'The threadspan authors',
      license: workspace.license,
      engines: workspace.engines,
    });
    expect(manifest.keywords.length).toBeGreaterThanOrEqual(3);
  });

  it('is published for all, with a statement of where it was built', () => {
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
  });

  it('tells bundlers what has side effects', () => {
    expect(manifest).toHaveProperty('sideEffects');
  });

  it('exports types first, and its manifest', () => {
    const { './package.json': own, ...entries } = manifest.exports;
    expect(own).toBe('./package.json');
    const modules = Object.values<object | string>(entries).filter((entry) => typeof entry === 'object');
    expect(modules).toContainEqual({ types: manifest.types, default: manifest.main });
    for (const entry of modules) expect(Object.keys(entry)).toEqual(['types', 'default']);
  });

  it('takes the other packages in its own version or a later one that is compatible', () => {
    const ranges = Object.entries<string>(manifest.dependencies ?? {}).filter(([name]) =>
      name.startsWith('@threadspan/'),
    );
    for (const [, range] of ranges) expect(range).toBe(`^${manifest.version}`);
  });

  it('has the keys in the order that all have them in', () => {
    expect(Object.keys(manifest)).toEqual(ORDER.filter((key) => key in manifest));
  });

  it('has nothing that npm corrects when it publishes', () => {
    const project = mkdtempSync(join(tmpdir(), 'threadspan-manifest-'));
    try {
      const path = join(project, 'package.json');
      writeFileSync(path, JSON.stringify(manifest));
      const shell = process.platform === 'win32';
      execFileSync('npm', ['pkg', 'fix'], { cwd: project, env: withoutNpmSettings(), shell });
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(manifest);
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  it('lies beside the licence of the workspace', () => {
    const licence = (home: string) => readFileSync(join(home, 'LICENSE'), 'utf8');
    expect(licence(folder)).toBe(licence(root));
  });

  it('lies beside a changelog that begins with its version', () => {
    const changelog = readFileSync(join(folder, 'CHANGELOG.md'), 'utf8');
    expect(changelog.split(/[ \n]/).slice(0, 2)).toEqual(['##', manifest.version]);
  });
});

it('all packages have the same version', () => {
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
});
