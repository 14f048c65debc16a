import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Outcome {
  readonly exported: string[];
  readonly hierarchy: string[];
  readonly warnings: string[];
}

function run(variable: string, ...args: string[]): Outcome {
  const program = join(__dirname, 'programs/levels.cjs');
  const env = { ...process.env, THREADSPAN_LOG: variable };
  return JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8', env })) as Outcome;
}

const hierarchy = ['phase', 'file', 'warning'];

describe('the variable THREADSPAN_LOG', () => {
  it('says which spans of workers are recorded', () => {
    expect(run('info')).toEqual({ exported: ['warning', 'phase'], hierarchy, warnings: [] });
    expect(run('warn')).toEqual({ exported: ['warning'], hierarchy, warnings: [] });
  });

  it('gives way to the option level', () => {
    expect(run('error', 'debug').exported).toEqual(['warning', 'file', 'phase']);
  });

  it('records everything when it is empty', () => {
    expect(run('')).toEqual({ exported: ['warning', 'file', 'phase'], hierarchy, warnings: [] });
  });

  it('records everything, and diag hears of it, when it names no level', () => {
    expect(run('INFO!')).toEqual({
      exported: ['warning', 'file', 'phase'],
      hierarchy,
      warnings: [expect.stringMatching(/THREADSPAN_LOG to be one of error, warn, info, debug, got INFO!/)],
    });
  });
});
