const { spawn } = require('node:child_process');
const { accessSync, constants, mkdtempSync, rmSync } = require('node:fs');
const { connect, createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { delimiter, join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const NAMES = ['redis-server', 'valkey-server'];
const PATIENCE_MS = 20_000;

exports.startRedis = async function startRedis({ appendOnly = false } = {}) {
  const server = findServer();
  const directory = mkdtempSync(join(tmpdir(), 'threadspan-redis-'));
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', directory, '--save', ''];
  args.push('--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'everysec', '--loglevel', 'warning');
  let child = await start(server, args, port);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill('SIGKILL');
    await gone;
  };
  // Whatever becomes of the tests.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async restart() {
      await kill();
      child = await start(server, args, port);
    },
    async stop() {
      process.off('exit', onExit);
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

function findServer() {
  const { REDIS_SERVER, PATH = '' } = process.env;
  const installed = NAMES.flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)));
  const found = [...(REDIS_SERVER ? [REDIS_SERVER] : []), ...installed].find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'This needs Redis: install it (`apt-get install redis-server` on Debian), or set REDIS_SERVER to the path of ' +
      'redis-server or valkey-server.',
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function start(server, args, port) {
  const child = spawn(server, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  // It must not keep a test run alive that has forgotten to stop it.
  child.unref();
  child.stdout.unref();
  child.stderr.unref();
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`Redis has ended with code ${child.exitCode}:\n${output}`);
    if (await answers(port)) return child;
  }
  child.kill('SIGKILL');
  throw new Error(`Redis has not answered within ${PATIENCE_MS / 1_000} s:\n${output}`);
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (text) => {
      socket.destroy();
      resolve(String(text).startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
