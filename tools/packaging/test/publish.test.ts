import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '../pack.mjs';

const { folder, manifest } = publishedPackages()[0]!;
const { name, version } = manifest;
const program = fileURLToPath(new URL('../publish.mjs', import.meta.url));

let registry: Server;
let published: string[];
let requests: string[];
let home: string;
beforeEach(async () => {
  [published, requests] = [[], []];
  registry = createServer(({ method = '' }, response) => {
    requests.push(method);
    const versions = Object.fromEntries(published.map((each) => [each, { name, version: each }]));
    response.writeHead(published.length > 0 ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ name, 'dist-tags': { latest: published.at(-1) }, versions }));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  home = mkdtempSync(join(tmpdir(), 'threadspan-publish-'));
});
afterEach(() => {
  registry.close();
  rmSync(home, { recursive: true, force: true });
});

/** Publishes as a user who is logged in to the registry does, on a machine of their own. */
async function publish(...args: string[]): Promise<{ code: number | null; printed: string }> {
  const { port } = registry.address() as AddressInfo;
  writeFileSync(join(home, '.npmrc'), `//127.0.0.1:${port}/:_authToken=secret\n`);
  const child = spawn(process.execPath, [program, `--registry=http://127.0.0.1:${port}`, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: home, npm_config_userconfig: join(home, '.npmrc') },
  });
  const exit = once(child, 'exit');
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exit;
  return { code, printed: out + errors };
}

it('publishing goes past what the registry has already', async () => {
  published.push(version);
  expect(await publish()).toMatchObject({
    code: 0,
    printed: expect.stringContaining(`${name}@${version} is published already`),
  });
  expect(requests).not.toContain('PUT');
});

it('publishing is refused where nothing can say where the tarball was built', async () => {
  published.push('0.0.1');
  const { code, printed } = await publish();
  expect(printed).toMatch(/provenance generation not supported/);
  expect(code).toBe(1);
  expect(requests).not.toContain('PUT');
});

it('publishing is refused with an option whose meaning is not known', async () => {
  const { code, printed } = await publish('--dry=true');
  expect(printed).toMatch(/Unknown option '--dry'/);
  expect(code).toBe(1);
  expect(requests).toEqual([]);
});
