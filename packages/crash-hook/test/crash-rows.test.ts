import { nodes } from '@threadspan/nodes';
import type { CrashReport } from '@threadspan/crash-hook';
import { rows } from './programs/crash-rows.cjs';
import { countBoxes, runInLanes, startProgram } from './run-program';
import type { ProgramOutcome } from './run-program';

// A primitive has no identity by which its place could be remembered.
const ALSO_PRIMITIVES = [
  'a timer',
  'a microtask',
  'an inner scope, in a microtask',
  'an inner scope, at once',
  'an inner scope, in a callback of an outer one',
  'a callback, after an inner scope whose equal error was caught',
  'a rejection through scopes',
  'an async generator',
];

const jobs = Object.keys(rows).flatMap((name) =>
  nodes.flatMap(({ major, path }, index) => {
    // Node has two ways of keeping stores; the oldest and the newest release stand for one each.
    const both = ALSO_PRIMITIVES.includes(name) && (index === 0 || index === nodes.length - 1);
    return (both ? ['error', 'primitive'] : ['error']).map((kind) => ({ name, major, path, kind }));
  }),
);
let outcomes: Promise<ProgramOutcome>[] = [];

beforeAll(() => {
  outcomes = runInLanes(jobs, ({ name, kind, path }) =>
    startProgram('crash-rows', { node: path, args: [name, kind] }),
  );
});

const placeOf = ({ context }: CrashReport) => ({
  phase: context.phase,
  currentFile: context.currentFile,
  spans: context.spanHierarchy.map(({ name }) => name),
});

it.each(Object.entries(rows).map(([name, [place]]) => ({ name, place })))(
  'what comes from $name is reported once, with its place, after the monitors and before the end',
  async ({ name, place }) => {
    for (const [index, job] of jobs.entries()) {
      if (job.name !== name) continue;
      const { status, stdout, stderr, reports } = await outcomes[index]!;
      const seen = { status, stdout, boxes: countBoxes(stderr), places: reports.map(placeOf) };
      const expected = { status: 1, stdout: 'monitor\nexit 1\n', boxes: 1, places: [place] };
      expect({ ...job, ...seen }).toEqual({ ...job, ...expected });
    }
  },
);
