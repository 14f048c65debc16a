import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCrashReport } from '@threadspan/crash-hook';

/** Runs a program that crashes, and reads the report that it saves in the folder of its last argument. */
export function crashOf(args) {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, [...args, folder], { encoding: 'utf8' });
    const reports = readdirSync(folder).map((name) => readCrashReport(join(folder, name)));
    return {
      status,
      box: stderr.includes('DEBTSCAN CRASH REPORT') && stderr.includes('File: src/broken.ts'),
      reports: reports.map(({ error, context: { phase, currentFile, spanHierarchy, worker } }) => ({
        error: `${error.name}: ${error.message}`,
        phase,
        currentFile,
        spans: spanHierarchy.map(({ name }) => name),
        inWorker: worker !== undefined,
      })),
      ...(reports.length === 0 && { stderr }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
