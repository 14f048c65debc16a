import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Manifest {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
}
const manifest = (folder: string) => JSON.parse(read(join(folder, 'package.json'))) as Manifest;

// Without what an Nx and a Jest around this one say about themselves.
const neutral = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(NX_|JEST_|NODE_OPTIONS|FORCE_COLOR)/.test(name)),
);

const PAGES = ['CONTRIBUTING.md', 'SECURITY.md', 'docs/style.md', 'docs/supported.md'];
const page = read('CONTRIBUTING.md');

/** The command lines of a page, in blocks and in the text, each with the folder in which it is run. */
function commandsOf(text: string): { command: string; folder: string }[] {
  const found: { command: string; folder: string }[] = [];
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, lines = '']) => lines.trim().split('\n'));
  const inline = [...text.matchAll(/`((?:npm|npx|node) [^`]+)`/g)].map(([, command = '']) => [command]);
  for (const commands of [...blocks, ...inline]) {
    let folder = '.';
    for (const command of commands) {
      if (command.startsWith('cd ')) folder = command.slice(3);
      else found.push({ command, folder });
    }
  }
  return found;
}

describe.each(PAGES)('%s', (path) => {
  const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);

  it('links to files that are there', () => {
    expect(links.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  const commands = commandsOf(read(path)).map(({ command, folder }) => [command, folder] as const);
  const npm = commands.map(([command]) => /^npm (?:--silent )?(?:run )?([\w-]+)/.exec(command)?.[1]);

  it('names scripts that are there', () => {
    const scripts = Object.keys(manifest('.').scripts);
    expect(npm.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });

  it('names folders and programs that are there', () => {
    for (const [command, folder] of commands) {
      expect(existsSync(join(root, folder))).toBe(true);
      const [program, file = ''] = command.split(' ');
      if (program === 'node') expect(existsSync(join(root, folder, file))).toBe(true);
    }
  });

  it('names targets that are those of their project', () => {
    for (const [command] of commands) {
      const [, target = '', project = ''] = /^npx nx (\w+) @threadspan\/([\w-]+)/.exec(command) ?? [];
      if (target !== '') expect(manifest(`packages/${project}`).scripts).toHaveProperty(target);
    }
  });
});

describe('CONTRIBUTING.md', () => {
  it('tells of every folder of the workspace', () => {
    const folders = ['packages', 'e2e', 'tools', 'docs'];
    for (const folder of folders) expect(page).toContain(`| \`${folder}\``);
  });

  it.each([
    { named: 'npm start -- --help', run: 'npm start -- --help', prints: 'Usage: debtscan' },
    { named: 'npm run release -- plan', run: 'npm run release -- plan --help', prints: 'version plan' },
    { named: 'npm run new-package', run: 'npm run new-package -- --help', prints: 'kebab-case' },
  ])('names a command that works: $named', ({ named, run, prints }) => {
    expect(commandsOf(page).some(({ command }) => command.startsWith(named))).toBe(true);
    const { status, stdout, stderr } = spawnSync(run, {
      cwd: root,
      shell: true,
      encoding: 'utf8',
      env: neutral,
    });
    expect({ status, output: stdout + stderr }).toEqual({
      status: 0,
      output: expect.stringContaining(prints),
    });
  });

  it('names a file and a test that are there to be run alone', () => {
    const [, file = '', title = ''] = /run\.mjs (\S+) -t '(.*)'/.exec(page) ?? [];
    const tests = readdirSync(join(root, 'packages/context/test')).filter((name) => name.includes(file));
    expect(tests).toEqual([`${file}.ts`]);
    expect(read(`packages/context/test/${file}.ts`)).toContain(`it('${title}`);
  });
});

describe('the editor settings', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    configurations: (Record<'name' | 'cwd' | 'program', string> &
      Partial<Record<'runtimeArgs' | 'args', string[]>>)[];
  };

  it.each([
    ['Debug this test file', 'packages/context/test/guards.test.ts', /\d+ passed/],
    ['Debug the sample analyzer, with workers', 'README.md', /\d+ files, \d+ functions/],
  ])('start what "%s" says', (wanted, file, output) => {
    const found = configurations.find(({ name }) => name === wanted)!;
    const fill = (text: string) =>
      text
        .replaceAll('${workspaceFolder}', root)
        .replaceAll('${fileDirname}', dirname(join(root, file)))
        .replaceAll('${file}', join(root, file));
    const args = [...(found.runtimeArgs ?? []), found.program, ...(found.args ?? [])].map(fill);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: fill(found.cwd),
      encoding: 'utf8',
      env: neutral,
    });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.stringMatching(output) });
  });

  it('are JSON that recommends what the settings name', () => {
    const settings = JSON.parse(read('.vscode/settings.json')) as Record<string, unknown>;
    const { recommendations } = JSON.parse(read('.vscode/extensions.json')) as { recommendations: string[] };
    expect(recommendations).toContain(settings['editor.defaultFormatter']);
  });
});
