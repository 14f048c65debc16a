import { parseArgs } from 'node:util';
import { nodes } from '@threadspan/nodes';
import { lines } from './lines.mjs';
import { suites } from './suites.mjs';

export const USAGE =
  'Usage: npm run compat [-- [--node MAJOR] [--line MAJOR] [--suite NAME]…], or npm run compat -- --write';

/** @throws {Error} for what is no option, and for a value that an option does not know */
export function parseArguments(args) {
  const { values } = parseArgs({
    args,
    options: {
      node: { type: 'string' },
      line: { type: 'string' },
      suite: { type: 'string', multiple: true },
      write: { type: 'boolean', default: false },
    },
  });
  const major = ({ major }) => major;
  const node = oneOf('--node', values.node, nodes.map(major));
  const line = oneOf('--line', values.line, lines.map(major));
  const names = suites.map(({ name }) => name);
  const suite = values.suite?.map((name) => oneOf('--suite', name, names));
  if (values.write && (node ?? line ?? suite) !== undefined) {
    throw new Error('Expected --write alone: the page shows the whole matrix');
  }
  return { node, line, suite, write: values.write };
}

function oneOf(option, got, known) {
  if (got === undefined) return undefined;
  const found = known.find((value) => String(value) === got);
  if (found === undefined)
    throw new Error(`Expected ${option} to be one of ${known.join(', ')}, got "${got}"`);
  return found;
}
