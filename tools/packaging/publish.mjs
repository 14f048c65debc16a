// What `nx release publish` runs in the folder of each package.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

// An option that is not known here is an error: what nx means by it could be the opposite of publishing.
const { values } = parseArgs({
  options: {
    dryRun: { type: 'string', default: 'false' },
    registry: { type: 'string' },
    tag: { type: 'string' },
    otp: { type: 'string' },
    access: { type: 'string' },
  },
});
const { dryRun, ...forNpm } = values;
const isDryRun = dryRun !== 'false' || process.env.NX_DRY_RUN === 'true';
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

function npm(args, stdio) {
  const result = spawnSync('npm', args, { encoding: 'utf8', stdio, shell: process.platform === 'win32' });
  if (result.error) throw result.error;
  return result;
}

/** Whether the registry has this version: where one of six could not be published, the rest is published again. */
function isPublished() {
  const registry = forNpm.registry === undefined ? [] : ['--registry', forNpm.registry];
  const { status, stdout } = npm(
    ['view', `${name}@${version}`, 'version', '--json', ...registry],
    ['ignore', 'pipe', 'inherit'],
  );
  if (status === 0) return stdout.trim() !== '';
  const code = JSON.parse(stdout || '{}').error?.code;
  if (code === 'E404') return false;
  throw new Error(`Expected the registry to say whether it has ${name}@${version}, got ${code ?? stdout}`);
}

if (!isDryRun && isPublished()) {
  console.log(`${name}@${version} is published already`);
} else {
  const options = Object.entries(forNpm).flatMap(([option, value]) => [`--${option}`, value]);
  const { status } = npm(['publish', ...(isDryRun ? ['--dry-run'] : []), ...options], 'inherit');
  process.exitCode = status ?? 1;
}
