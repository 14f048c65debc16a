import { installCrashHook } from '@threadspan/crash-hook'; // before anything that may fail
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchSpanProcessor, ConsoleSpanExporter } from '@opentelemetry/sdk-trace-node';
import { createExecutor } from '@threadspan/executor';
import { initTracing } from '@threadspan/tracing';
import { answerMatches } from './answer-matches.js';
import { Matcher } from './matcher.js';
import { toMetrics } from './metrics.js';
import { log, send } from './reply.js';

const { PORT = 8080, WORKERS = 2, MAX_QUEUE = 100, TASK_TIMEOUT = 5_000, DRAIN = 10_000 } = process.env;

installCrashHook({
  appName: 'matchd',
  flushTimeout: 1_000,
  onReport: ({ report, path }) => log({ crash: report.error.message, report: path }),
});
const tracing = initTracing({
  serviceName: 'matchd',
  spanProcessors: [new BatchSpanProcessor(new ConsoleSpanExporter())], // or OTLP, or any other
});
const executor = createExecutor({
  workers: Number(WORKERS),
  maxQueue: Number(MAX_QUEUE),
  taskTimeout: Number(TASK_TIMEOUT),
  resourceLimits: { maxOldGenerationSizeMb: 64 }, // what one request uses up is its worker's alone
});
// A class that can't be loaded ends the service here, and not its first request.
const matcher = await executor.spawn(Matcher, { module: new URL('./matcher.js', import.meta.url) });

const server = createServer((request, response) => {
  const { method, url = '' } = request;
  const [path = ''] = url.split('?', 1); // not by `new URL`, which throws for some that clients may send
  const query = new URLSearchParams(url.slice(path.length));
  const route = `${method} ${path}`;
  if (route === 'POST /matches') void answerMatches(matcher, query.get('pattern') ?? '', request, response);
  else if (route === 'GET /metrics') response.end(toMetrics(executor.stats()));
  else if (route === 'GET /health') send(response, 200, { busy: executor.stats().jobs });
  else send(response, 404, { error: 'Not found.' });

  response.once('close', () => {
    if (!server.listening) server.closeIdleConnections();
  });
});
server.listen(Number(PORT));
await once(server, 'listening');
log({ listening: (server.address() as AddressInfo).port });

process.once('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  log({ stopping: executor.stats().jobs });
  const deadline = setTimeout(() => void giveUp(), Number(DRAIN));
  server.close(); // no new connections
  await once(server, 'close'); // what was asked before is answered
  clearTimeout(deadline);
  await executor.close();
  await tracing.shutdown(); // flushes; last, as workers hand over spans until they end
  log({ stopped: true });
}

async function giveUp(): Promise<void> {
  await executor.close({ drain: false }); // what is not finished fails with EXECUTOR_CLOSED, and is answered so
  server.closeAllConnections();
}
