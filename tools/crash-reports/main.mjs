import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readArguments } from '../read-arguments.mjs';
import { breakAnalyzer } from './break-analyzer.mjs';
import { docs, kinds, readReport, writeForms, writeReport } from './files.mjs';
import { writeScreenshots } from './screenshots.mjs';

const USAGE = 'Usage: npm run crash-reports [-- --render]';

/**
 * Breaks the sample analyzer in each way it knows and writes the reports to docs/crash-reports, as JSON, text and HTML.
 * With `--render` the reports stay as they are, and only text, HTML and screenshots are made of them again.
 */
export async function crashReports(args) {
  const options = readArguments(
    () => parseArgs({ args, options: { render: { type: 'boolean', default: false } } }).values,
    USAGE,
  );
  if (options === undefined) return;
  mkdirSync(docs, { recursive: true });
  for (const kind of kinds) {
    if (!options.render) writeReport(kind, breakAnalyzer(kind));
    writeForms(kind, readReport(kind));
    console.log(`docs/crash-reports/${kind}.json, .txt, .html`);
  }
  await writeScreenshots();
}
