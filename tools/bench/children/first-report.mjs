// Prints how many milliseconds the only report of a process takes: node first-report.mjs WAY
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectCrashReport, installCrashHook, renderCrashReport } from '@threadspan/crash-hook';
import { crash } from '../workers/crash.mjs';

const reportDir = mkdtempSync(join(tmpdir(), 'first-report-'));
const hook = installCrashHook({ appName: 'bench', reportDir });
const ways = {
  'collect and render': (error) => renderCrashReport(collectCrashReport(error)),
  'the hook, saved and written': (error) => hook.report(error).text,
};

const error = crash();
const start = performance.now();
const text = ways[process.argv[2]](error);
const ms = performance.now() - start;
hook.uninstall();
rmSync(reportDir, { recursive: true });
if (!text.includes('bench.ts')) throw new Error(`Expected the file in the report, got ${text}`);
console.log(ms);
