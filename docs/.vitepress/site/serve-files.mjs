import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves the files of `folder` to this machine alone. With port 0, at one that is free. To be closed by the caller. */
export async function serveFiles(folder, port) {
  const server = createServer(async ({ url }, response) => {
    try {
      const file = fileOf(folder, url);
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404, { 'content-type': TYPES['.html'] });
      // While the site is built once more there is none.
      response.end(await readFile(join(folder, '404.html')).catch(() => 'Not found'));
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause) => {
    throw new Error(`Expected port ${port} to be free, got ${cause.code}; name another with --port`, {
      cause,
    });
  });
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** As on any host of static files: `/page` is `page.html`, `/folder/` is `folder/index.html`. */
function fileOf(folder, url) {
  const { pathname } = new URL(url, 'http://localhost');
  const path = join(folder, decodeURIComponent(pathname));
  if (!path.startsWith(folder + sep)) throw new Error(`Expected a path inside of the site, got ${pathname}`);
  if (pathname.endsWith('/')) return join(path, 'index.html');
  return extname(path) === '' ? `${path}.html` : path;
}
