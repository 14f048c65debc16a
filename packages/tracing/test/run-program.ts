import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program of test/programs; rejects unless it exits with 0. Without variables of this process' own SDK. */
export async function runProgram(
  program: string,
  variables: NodeJS.ProcessEnv = {},
  nodeOptions: readonly string[] = [],
): Promise<{ stdout: string; stderr: string }> {
  const path = join(__dirname, 'programs', program);
  const env = { PATH: process.env['PATH'], ...variables };
  return promisify(execFile)(process.execPath, [...nodeOptions, path], { encoding: 'utf8', env });
}

export const programPath = (name: string) => join(__dirname, 'programs', name);
