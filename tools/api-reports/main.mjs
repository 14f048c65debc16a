import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishedPackages } from '@threadspan/packaging';
import { root } from '../projects.mjs';
import { apiReport } from './report.mjs';

/** Where the report of a package is. */
export const reportPath = (folder) => join(folder, 'api-report.md');

/** Writes the report of each package anew, for those who have changed a public surface on purpose. */
export function apiReports() {
  for (const { folder } of publishedPackages()) {
    writeFileSync(reportPath(folder), apiReport(folder));
    console.log(relative(root, reportPath(folder)));
  }
}
