import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The two lines of OpenTelemetry. They exclude each other in one tree: the workspace has the first, and the second is
 * installed in a folder of its own. Copies of the packages are staged in either.
 */
export const lines = [
  { major: 2, api: '1.9', lock: at('../../package-lock.json'), staged: at('line-2/.staged') },
  { major: 3, api: '1.10', lock: at('line-3/package-lock.json'), staged: at('line-3/.staged') },
];

/** Why OpenTelemetry itself does not support the line on that version of Node; `undefined` where it does. */
export function whyUnsupported({ lock }, nodeVersion) {
  const sdk = JSON.parse(readFileSync(lock, 'utf8')).packages['node_modules/@opentelemetry/sdk-trace'];
  const range = sdk.engines.node;
  const oldest = /(?:^|\|\| )>=([\d.]+)$/.exec(range)?.[1];
  if (oldest === undefined)
    throw new Error(`Expected a range that ends in ">=" and a version, got "${range}"`);
  if (isFrom(oldest, nodeVersion)) return undefined;
  return `not supported by OpenTelemetry: sdk-trace ${sdk.version} needs Node ${range}`;
}

function isFrom(oldest, version) {
  return oldest.localeCompare(version, 'en', { numeric: true }) <= 0;
}
