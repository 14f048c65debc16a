import { readdirSync } from 'node:fs';
import { read } from './run-example.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

const page = read('docs/security.md');
const packages = readdirSync(new URL('../../packages', import.meta.url)).map(
  (name) => JSON.parse(read(`packages/${name}/package.json`)) as Manifest,
);

/** The names in the table of dependencies, by package. */
function listed(): Record<string, string[]> {
  const table = page.slice(page.indexOf('## Dependencies'));
  const found: Record<string, string[]> = {};
  let current: string[] = [];
  for (const [, name, dependency] of table.matchAll(/^\| (?:`(.+?)`)? *\| (?:`(.+?)`|none) *\|/gm)) {
    if (name !== undefined) found[name] = current = [];
    if (dependency !== undefined) current.push(dependency);
  }
  return found;
}

it('the dependencies of each package are those that the page names', () => {
  const actual = packages.map(({ name, dependencies = {} }) => [
    name,
    Object.keys(dependencies).filter((dependency) => !dependency.startsWith('@threadspan/')),
  ]);
  expect(listed()).toEqual(Object.fromEntries(actual));
});

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: true;
  readonly optional?: true;
}

const locked = Object.entries(
  (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages,
).map(([path, entry]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }));

/** With all that they need themselves, whatever their version. */
function withTheirs(names: readonly string[]): Set<string> {
  const all = new Set(names);
  for (const name of all) {
    for (const { dependencies, optionalDependencies } of locked.filter((each) => each.name === name))
      Object.keys({ ...dependencies, ...optionalDependencies }).forEach((theirs) => all.add(theirs));
  }
  return all;
}

it('no package, and but one of those that come with it, runs a script when it is installed', () => {
  const ours = packages.flatMap(({ scripts = {} }) => Object.keys(scripts));
  expect(ours.filter((script) => /^(pre|post)?install$/.test(script))).toEqual([]);

  const theirs = withTheirs(Object.values(listed()).flat());
  expect(theirs).toContain('debug');
  const withScripts = locked.filter(({ name, hasInstallScript }) => hasInstallScript && theirs.has(name));
  expect(withScripts.map(({ name, optional }) => ({ name, optional }))).toEqual([
    { name: 'msgpackr-extract', optional: true },
  ]);
  expect(page).toContain('`msgpackr-extract`');
});

it('what comes with threads is what the page says', () => {
  const { dependencies, optionalDependencies } = locked.find(({ name }) => name === 'threads') ?? {};
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(names.length).toBeGreaterThan(3);
});

it('the policy of the HTML form is the one that the page quotes', () => {
  const [, policy = ''] = /Content-Security-Policy is\s+`(.*?)`/.exec(page) ?? [];
  expect(read('packages/crash-hook/src/html/render-html.ts')).toContain(`content="${policy}"`);
});
