import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../projects.mjs';

const PLANS = '.nx/version-plans';
// What each part is told besides. All packages are released together: which of them a branch has changed is no matter.
const PARTS = { publish: [], plan: ['--only-touched=false'], 'plan:check': [] };
const WHOLE = ['--skip-publish'];

/**
 * Runs `nx release` with the arguments: versions, changelogs, a commit and a tag, as the version plans say; or one of its
 * parts, such as `plan`. Without `publish`, publishing is left to the workflow that runs where the tag is pushed.
 */
export function release(args) {
  const isWhole = args.every((arg) => arg.startsWith('-') && !/^(-h|--help)$/.test(arg));
  if (isWhole && !hasPlan()) {
    console.error(`Expected a version plan in ${PLANS}, got none: write one with npm run release -- plan`);
    process.exitCode = 1;
    return;
  }
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx');
  const more = PARTS[args[0]] ?? WHOLE;
  const { status, error } = spawnSync(process.execPath, [nx, 'release', ...args, ...more], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
}

// Without a plan Nx would commit whatever is staged, as the release of no version.
function hasPlan() {
  const folder = join(root, PLANS);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.md'));
}
