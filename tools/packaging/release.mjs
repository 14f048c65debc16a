import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { root } from '../projects.mjs';

const PARTS = ['publish', 'plan', 'plan:check'];

/**
 * Runs `nx release` with the arguments: versions, changelogs, a commit and a tag, as the version plans say; or one of its
 * parts, such as `plan`. Without `publish`, publishing is left to the workflow that runs where the tag is pushed.
 */
export function release(args) {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx');
  const leave = PARTS.includes(args[0]) ? [] : ['--skip-publish'];
  const { status, error } = spawnSync(process.execPath, [nx, 'release', ...args, ...leave], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
