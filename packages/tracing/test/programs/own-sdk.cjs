// A program with an OpenTelemetry SDK of its own. Serves one request, whose handler has a worker download a page of
// the same server, and prints all spans that its exporter got and the hierarchy as the worker saw it.
const { exporter, sdk } = require('./own-sdk-set-up.cjs'); // first, so that it can instrument what follows
const { once } = require('node:events');
const { createServer, get } = require('node:http');
const { join } = require('node:path');
const { createExecutor } = require('@threadspan/executor');
const { Analyzer } = require('../workers/dist/analyzer.js');

async function main() {
  const executor = createExecutor({ workers: 1 });
  const analyzer = await executor.spawn(Analyzer, { module: join(__dirname, '../workers/dist/analyzer.js') });
  const server = createServer(async (request, response) => {
    if (request.url === '/page') return response.end('the page');
    await analyzer.download(`${origin}/page`);
    response.end(JSON.stringify(await analyzer.plain()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;

  const [response] = await once(get(`${origin}/analyze`), 'response');
  let hierarchy = '';
  for await (const part of response) hierarchy += part;
  await executor.close();
  server.close();
  server.closeAllConnections(); // those that are kept alive
  await sdk.shutdown();

  const spans = exporter.spans.map((span) => ({
    name: span.name,
    kind: span.kind,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    thread: span.attributes['thread.name'],
    path: span.attributes['url.path'] ?? span.attributes['http.target'],
    scope: span.instrumentationScope.name,
    service: span.resource.attributes['service.name'],
    host: span.resource.attributes['host.name'],
  }));
  console.log(JSON.stringify({ hierarchy: JSON.parse(hierarchy), spans }));
}

void main();
