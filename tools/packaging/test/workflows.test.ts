import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../projects.mjs';
import { publishedPackages } from '../pack.mjs';

const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const commands = readdirSync(folder).flatMap((file) =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/\brun: (.+)$/gm)].map(([, command = '']) => ({
    file,
    command,
  })),
);

it('the workflows run the whole check', () => {
  const checked = commands.filter(({ command }) => command === 'bash .ci/run').map(({ file }) => file);
  expect(checked).toEqual(['ci.yml', 'release.yml']);
});

it.each(commands)('$command, in $file, is there to be run', ({ command }) => {
  const [program = '', ...args] = command.split(' ');
  if (program === 'npm') {
    expect(args[0]).toBe('run');
    expect(scripts).toHaveProperty(args[1]!);
  } else {
    expect(['bash', 'node']).toContain(program);
    expect(existsSync(join(root, args[0]!))).toBe(true);
  }
});

it('a tag that is not the version of the packages is not published', () => {
  const expectVersion = (tag: string) =>
    spawnSync(process.execPath, [join(root, 'tools/packaging/expect-version.mjs'), tag], {
      encoding: 'utf8',
    });
  const { version } = publishedPackages()[0]!.manifest;
  expect(expectVersion(`v${version}`).status).toBe(0);
  const other = expectVersion('v77.0.0');
  expect(other.status).toBe(1);
  expect(other.stderr).toContain(
    `Expected the tag v${version}, the version of @threadspan/context, got v77.0.0`,
  );
});
