import { parseArgs } from 'node:util';

export const USAGE = 'Usage: npm run bench [-- case… [--json FILE] [--quick]]';

/** The command line, or an error whose message says what is wrong with it. */
export function parseArguments(args, caseNames) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !caseNames.includes(name));
  if (unknown !== undefined) throw new Error(`Expected a case (${caseNames.join(', ')}), got "${unknown}"`);
  return { ...values, names: positionals.length > 0 ? [...new Set(positionals)] : caseNames };
}
