import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { read, root } from './run-example.ts';

const commands = [...read('docs/guides/read-a-crash-report.md').matchAll(/```sh\n(.*?)```/gs)].flatMap(
  ([, text = '']) => text.trim().split('\n'),
);
const folder = mkdtempSync(join(tmpdir(), 'crash-report-'));
copyFileSync(join(root, 'docs/crash-reports/throw.json'), join(folder, 'report.json'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, cwd: string) {
  const { status, signal, stdout, stderr } = spawnSync(command, {
    cwd,
    shell: true,
    encoding: 'utf8',
    env: {
      ...process.env,
      XDG_STATE_HOME: folder, // where reports are saved
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`,
    },
  });
  return { status: signal ?? status, stdout, stderr };
}

/** Without npx, which looks for it where it is called. */
const local = (command: string) => command.replace(/npx (-p \S+ )?/, '');

// One after the other: the last run tells of the one before.
it('the commands of the guide do what it says of them', () => {
  const [broken = '', list = '', show = '', html = '', apart = '', killed = '', next = '', ...others] =
    commands;
  expect(others).toEqual([]);

  const crash = run(broken, root);
  expect(crash.status).toBe(1);
  expect(crash.stderr).toMatch(
    /ERROR: TypeError: .*\n.*\n.*Location: e2e\/sample-analyzer\/src\/faults\.ts:\d+/,
  );

  const [, saved = ''] = /Report saved: (.*)/.exec(crash.stderr.replace(/\n +/g, '')) ?? [];
  expect(saved).toMatch(/crash-reports\/threadspan-crash-.*\.json$/);
  expect(run(local(list), folder)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(basename(saved)),
  });
  for (const command of [show, apart]) {
    expect(run(local(command), folder)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('DEBTSCAN CRASH REPORT'),
    });
  }
  expect(run(local(html), folder).status).toBe(0);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<h1>debtscan crash report</h1>');

  expect(run(killed, root).status).not.toBe(0);
  const after = run(next, root);
  expect(after.status).toBe(0);
  expect(after.stderr).toMatch(/ERROR: PreviousRunDied: The previous run \(pid \d+\) died while parsing/);
});

it('the commands of the package’s own page are those of the guide', () => {
  const page = read('packages/crash-hook/README.md');
  for (const command of commands.filter((each) => each.startsWith('npx ')))
    expect(page).toContain(command.replace('report.html', 'crash.html'));
});
