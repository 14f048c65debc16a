import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { checkTypes, lintTarball } from '../check-tarball.mjs';
import { publishedPackages } from '../pack.mjs';
import { oversizes, recordedSizes } from '../sizes.mjs';
import { unpackedProject } from './unpacked.ts';
import type { Project, Unpacked } from './unpacked.ts';

const names = publishedPackages().map(({ manifest }) => manifest.name as string);

let project: Project;
beforeAll(async () => {
  project = await unpackedProject();
});
afterAll(() => project.remove());

function unpacked(name: string): Unpacked {
  return project.packages.find((candidate) => candidate.name === name)!;
}

function sources(folder: string): string[] {
  return readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function compiled(source: string): string[] {
  const stem = source.replace(/^src/, 'dist').replace(/\.ts$/, '');
  return ['js', 'js.map', 'd.ts', 'd.ts.map'].map((ending) => `${stem}.${ending}`);
}

/** Every path that the manifest names under `exports` and `bin`. */
function namedFiles({ exports, bin = {} }: Unpacked['manifest']): string[] {
  const targets = Object.values<string | Record<string, string>>({ ...exports, ...bin });
  return targets
    .flatMap((target) => (typeof target === 'string' ? target : Object.values(target)))
    .map(normalize);
}

describe.each(names)('the tarball of %s', (name) => {
  // What is left in dist of a source that is gone is packed too: remove dist and build again.
  it('holds the sources, what is compiled of them, what the manifest names, and four files to read', () => {
    const { files, folder, manifest } = unpacked(name);
    const code = sources(folder).flatMap((source) => [source, ...compiled(source)]);
    const toRead = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    expect([...files].sort()).toEqual([...new Set([...code, ...namedFiles(manifest), ...toRead])].sort());
  });

  it('has the source of each map in it, at the path the map gives', () => {
    const { files, home } = unpacked(name);
    const maps = files.filter((file) => file.endsWith('.map'));
    expect(maps).not.toEqual([]);
    for (const map of maps) {
      const { sources, sourceRoot, sourcesContent } = JSON.parse(readFileSync(join(home, map), 'utf8'));
      const paths = sources.map((source: string) => normalize(join(dirname(map), sourceRoot, source)));
      expect(paths).toHaveLength(1);
      expect(files).toContain(paths[0]);
      // They are in the tarball once.
      expect(sourcesContent).toBeUndefined();
    }
  });

  it('is not larger than recorded', () => {
    expect(oversizes([unpacked(name)])).toEqual([]);
  });

  it('has nothing that publint remarks, at its strictest', async () => {
    expect(await lintTarball(unpacked(name).path)).toEqual([]);
  });

  it('gives its types to require, import, bundlers and node10, at every entry point', async () => {
    const { manifest, path } = unpacked(name);
    const { problems, entryPoints } = await checkTypes(path);
    expect(problems).toEqual([]);
    expect(entryPoints.sort()).toEqual(Object.keys(manifest.exports as object).sort());
  });
});

it('a tarball that has grown by more than a twentieth is named, with the command that records it', () => {
  const [grown] = project.packages.filter(({ name }) => name === '@threadspan/context');
  const { packed, unpacked: unpackedSize } = recordedSizes()['@threadspan/context'];
  const sizes = {
    ...grown!,
    size: Math.ceil(packed * 1.051),
    unpackedSize: Math.floor(unpackedSize * 1.049),
  };
  expect(oversizes([sizes])).toEqual([
    expect.stringMatching(/^@threadspan\/context, packed: expected at most .* npm run packages -- --record$/),
  ]);
});

it('a tarball whose size is not recorded is named, with the command that records it', () => {
  expect(oversizes([{ ...project.packages[0]!, name: '@threadspan/new' }])).toEqual([
    '@threadspan/new: no size is recorded; run npm run packages -- --record',
  ]);
});

it('all that is recorded is published', () => {
  expect(Object.keys(recordedSizes()).sort()).toEqual([...names].sort());
});
