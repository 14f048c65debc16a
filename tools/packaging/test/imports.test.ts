import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { publishedPackages } from '../pack.mjs';
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

function importsOf(path: string): string[] {
  return ts
    .preProcessFile(readFileSync(path, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}

/** `@scope/name/part` is of the package `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function external(specifiers: string[]): string[] {
  const packages = specifiers.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf);
  return [...new Set(packages)].sort();
}

/** What the declarations that a program sees import: those of the entry points, and all that these lead to. */
function importsOfDeclarations({ home, manifest }: Unpacked): string[] {
  const entries = Object.values(manifest.exports as Record<string, string | { types: string }>);
  const waiting = entries.flatMap((entry) => (typeof entry === 'string' ? [] : join(home, entry.types)));
  const seen = new Set<string>();
  const found: string[] = [];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const specifier of importsOf(path)) {
      if (specifier.startsWith('.')) waiting.push(join(dirname(path), specifier.replace(/\.js$/, '.d.ts')));
      else found.push(specifier);
    }
  }
  return external(found);
}

describe.each(names)('the code of %s', (name) => {
  it('requires what its manifest names as a dependency or as a peer, and nothing else', () => {
    const { files, home, manifest } = unpacked(name);
    const code = files.filter((file) => file.endsWith('.js'));
    const { dependencies, peerDependencies } = manifest;
    expect(code).not.toEqual([]);
    expect(Object.keys({ ...dependencies, ...peerDependencies })).toEqual(
      expect.arrayContaining(external(code.flatMap((file) => importsOf(join(home, file))))),
    );
  });
});

it('the check of declarations follows them to the packages they import', () => {
  const found = importsOfDeclarations(unpacked('@threadspan/executor'));
  expect(found).toEqual(['@threadspan/context']);
});

// A program compiles without what is optional, `skipLibCheck` or not.
describe.each(names)('the declarations of %s', (name) => {
  it('import what is installed with it, and nothing else', () => {
    const { dependencies, peerDependencies = {}, peerDependenciesMeta = {} } = unpacked(name).manifest;
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    expect([...Object.keys(dependencies ?? {}), ...peers]).toEqual(
      expect.arrayContaining(importsOfDeclarations(unpacked(name))),
    );
  });
});
