import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, withoutNpmSettings } from '@threadspan/packaging';
import { commandsOf } from './commands.ts';
import { read } from './run-example.ts';

// npm and tsc are slow where much else is going on.
const PATIENCE_MS = 300_000;

// A code block below its name.
const FILE = /\*\*(\S+)\*\*\n\n(?:<!-- \S+ -->\n\n)?```\w+\n(.*?)```/gs;

const page = read('docs/getting-started.md');
const commands = commandsOf(page);
const runs = commands.filter(({ command }) => command.startsWith('node '));

// Outside of the workspace, whose node_modules would be found otherwise.
const folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
const project = join(folder, 'line-counter');
let tarballs: Map<string, string>;

beforeAll(async () => {
  const packed = await pack(join(folder, 'tarballs'));
  tarballs = new Map(packed.map(({ name, path }) => [name, path]));
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string) {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: project,
    shell: true,
    encoding: 'utf8',
    env: {
      ...withoutNpmSettings(),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_prefer_offline: 'true',
      XDG_STATE_HOME: folder, // where reports are saved
    },
  });
  return { status, stdout, stderr };
}

/** Runs a command that is to end well, with packed packages in place of those of the registry. */
function follow(command: string): void {
  const local = command.replace(/@threadspan\/[\w-]+/g, (name) => tarballs.get(name) ?? name);
  const { status, stdout, stderr } = run(local);
  expect({ command, status, output: status === 0 ? '' : stdout + stderr }).toEqual({
    command,
    status: 0,
    output: '',
  });
}

/** Without what differs from run to run. */
function lasting(text: string): string {
  return text
    .replace(/\d+\.\d ms/g, 'N ms')
    .replace(/Progress: .* files\/s/, 'Progress')
    .replace(/Worker: [12]/, 'Worker: N')
    .replace(/ +║/g, ' ║');
}

// One after the other: each step builds on those before.
it(
  'getting started installs what it needs into an empty folder',
  () => {
    const [make, change, ...install] = commands.slice(
      0,
      commands.findIndex(({ command }) => command === 'npx tsc'),
    );
    expect([make?.command, change?.command]).toEqual(['mkdir line-counter', 'cd line-counter']);
    mkdirSync(project);
    for (const { command } of install) follow(command);
    const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(['@threadspan/executor', '@opentelemetry/api']),
    );
  },
  PATIENCE_MS,
);

it(
  'getting started builds its files, and they print what it quotes',
  () => {
    for (const [, name = '', text = ''] of page.matchAll(FILE)) writeFileSync(join(project, name), text);
    follow('npx tsc');
    const [works] = runs;
    expect(works?.output).toContain('process_file');
    expectOutput(works);
  },
  PATIENCE_MS,
);

it('getting started shows the report of its crash', () => {
  const [, crashes] = runs;
  const { status, stderr } = run(crashes?.command ?? '');
  expect(status).toBe(1);
  const box = /╔.*╝\n/s.exec(stderr)?.[0] ?? stderr;
  expect(lasting(box)).toBe(lasting(crashes?.output ?? ''));
});

it(
  'getting started builds the same program with the older decorators by one line more',
  () => {
    const [, line = ''] = /```json\n( {4}"experimentalDecorators".*?)```/s.exec(page) ?? [];
    const settings = readFileSync(join(project, 'tsconfig.json'), 'utf8');
    const standard = readFileSync(join(project, 'dist/line-counter.js'), 'utf8');
    // Within another line, as the program counts those of the settings.
    const changed = settings.replace('"outDir"', `${line.trim()} "outDir"`);
    writeFileSync(join(project, 'tsconfig.json'), changed);
    follow('npx tsc');
    expect(readFileSync(join(project, 'dist/line-counter.js'), 'utf8')).not.toBe(standard);
    expectOutput(runs[0]);
  },
  PATIENCE_MS,
);

function expectOutput(step: (typeof runs)[number] | undefined): void {
  const { status, stdout, stderr } = run(step?.command ?? '');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(lasting(stdout)).toBe(lasting(step?.output ?? ''));
}
