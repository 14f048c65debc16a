import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';

const COMPARED = [
  '@opentelemetry/api',
  '@opentelemetry/sdk-trace-node',
  'bullmq',
  'nestjs-otel',
  'opentelemetry-decorators',
  'piscina',
  'poolifier',
  'threads',
  'tinypool',
  'workerpool',
];

/** What figures depend on, besides our own code: the machine, Node, and what it is compared with. */
export function circumstances() {
  // A package may refuse to have its manifest imported. `npm run` has seen to it that what is locked is installed.
  const { packages } = JSON.parse(
    readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
  );
  const installed = (name) =>
    packages[`tools/bench/node_modules/${name}`] ?? packages[`node_modules/${name}`];
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model ?? '?',
    cpus: availableParallelism(),
    versions: Object.fromEntries(COMPARED.map((name) => [name, installed(name).version])),
  };
}
