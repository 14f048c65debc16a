import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFiles } from '../.vitepress/site/serve-files.mjs';

const folder = mkdtempSync(join(tmpdir(), 'served-'));
const site = join(folder, 'site');
let server: Awaited<ReturnType<typeof serveFiles>>;

beforeAll(async () => {
  mkdirSync(join(site, 'guides'), { recursive: true });
  writeFileSync(join(site, 'index.html'), 'first');
  writeFileSync(join(site, '404.html'), 'nothing here');
  writeFileSync(join(site, 'guides/index.html'), 'all guides');
  writeFileSync(join(site, 'guides/one.html'), 'a guide');
  writeFileSync(join(site, 'icon.svg'), '<svg/>');
  writeFileSync(join(folder, 'secret.txt'), 'a secret');
  server = await serveFiles(site, 0);
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** By `node:http`, which sends the path as it is; `fetch` would make it tidy first. */
function ask(path: string): Promise<{ status: number | undefined; type: string | undefined; body: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({ status: response.statusCode, type: response.headers['content-type'], body }),
      );
    }).on('error', reject);
  });
}

describe('npm run docs -- --serve', () => {
  it.each([
    ['/', 'first'],
    ['/guides/', 'all guides'],
    ['/guides/one', 'a guide'],
    ['/guides/one.html', 'a guide'],
    ['/?from=mail', 'first'],
  ])('answers %s as a host of static files does', async (path, body) => {
    expect(await ask(path)).toEqual({ status: 200, type: 'text/html; charset=utf-8', body });
  });

  it('says what a file is', async () => {
    expect((await ask('/icon.svg')).type).toBe('image/svg+xml');
  });

  it.each(['/none', '/guides', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%zz', '//'])(
    'answers %s with the page for what is not there',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, body: 'nothing here' });
    },
  );

  it('answers while the site is not there', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    const other = await serveFiles(empty, 0);
    expect((await fetch(other.url)).status).toBe(404);
    other.close();
  });

  it('says what to do where the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveFiles(site, port)).rejects.toThrow(
      `Expected port ${port} to be free, got EADDRINUSE; name another with --port`,
    );
  });

  it('is there for this machine alone', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });
});
