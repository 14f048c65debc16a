import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const staged = join(__dirname, '../line/.staged/packages');

/** The version of a package as the built files of one of ours see it. */
function versionSeenBy(ours: string, name: string): string {
  const entry = createRequire(join(staged, ours, 'dist/index.js')).resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(name) + name.length);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

describe('the packages under test', () => {
  it.each(['context', 'decorators', 'executor', 'tracing'])('%s sees api 1.10', (ours) => {
    expect(versionSeenBy(ours, '@opentelemetry/api')).toMatch(/^1\.10\./);
  });

  it.each(['sdk-trace', 'core', 'resources', 'context-async-hooks'])('tracing sees %s 3.x', (part) => {
    expect(versionSeenBy('tracing', `@opentelemetry/${part}`)).toMatch(/^3\./);
  });

  it('run on a Node that this line supports', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    expect(major + minor / 100).toBeGreaterThanOrEqual(22.15);
  });
});
