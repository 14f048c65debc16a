import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCrashReport } from '@threadspan/crash-hook';
import { expectCrashReport } from '@threadspan/testing';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));
const reportDir = mkdtempSync(join(tmpdir(), 'reports-'));
after(() => rmSync(reportDir, { recursive: true }));

it('leaves a report that says which file could not be read', () => {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', program, reportDir, 'missing.ts']);
  assert.equal(status, 1);
  const reports = readdirSync(reportDir);
  assert.equal(reports.length, 1);
  expectCrashReport(readCrashReport(join(reportDir, ...reports))).toMatch({
    error: { message: /no such file/, code: 'ENOENT' },
    context: { phase: 'parsing', currentFile: 'missing.ts', spanHierarchy: ['process_file'] },
  });
});
