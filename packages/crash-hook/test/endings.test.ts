import { nodes } from '@threadspan/nodes';
import { endings, rejections } from './programs/endings.cjs';
import { countBoxes, runInLanes, startProgram } from './run-program';
import type { ProgramOutcome } from './run-program';

const MODES = ['strict', 'warn', 'none', 'warn-with-error-codes'];

interface Ending {
  readonly title: string;
  readonly program?: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
}

const plain = endings
  .filter((ending) => !rejections.includes(ending))
  .map((ending): Ending => ({ title: ending, args: [ending], execArgv: [] }));
const rejected = (rejection: string, own: string, mode: string): Ending => ({
  title: `${rejection} where rejections ${mode}, own listeners: ${own}`,
  args: [rejection, own],
  execArgv: [`--unhandled-rejections=${mode}`],
});
const aborted = ['throw', 'rejection'].map((ending): Ending => ({
  title: `${ending} where that aborts`,
  args: [ending],
  execArgv: ['--abort-on-uncaught-exception'],
}));
const ofModules = ['throw at the top of a module', 'module not found'].map((ending): Ending => ({
  title: ending,
  program: 'top-level-await.mjs',
  args: [ending],
  execArgv: [],
}));
const everywhere = [...plain, ...aborted, ...ofModules];
// For rejections the oldest and the newest release stand for those between.
const atBothEnds = [
  ...['none', 'all'].flatMap((own) => rejections.map((rejection) => rejected(rejection, own, 'throw'))),
  ...['unhandledRejection', 'uncaughtException'].map((own) => rejected('rejection', own, 'throw')),
  ...MODES.flatMap((mode) => ['none', 'all'].map((own) => rejected('rejection', own, mode))),
];

// Those of one ending together: each test waits for its own programs only. Without the hook each ends in the same way
// on all releases, which the oldest and the newest show; those between must end as both do.
const bothEnds = [nodes[0]!, nodes[nodes.length - 1]!];
const jobs = [
  ...everywhere.map((ending) => ({ ending, on: nodes })),
  ...atBothEnds.map((ending) => ({ ending, on: bothEnds })),
].flatMap(({ ending, on }) => [
  ...bothEnds.map(({ major, path }) => ({ ...ending, major, path, HOOK: '' })),
  ...on.map(({ major, path }) => ({ ...ending, major, path, HOOK: 'yes' })),
]);
let outcomes: Promise<ProgramOutcome>[] = [];

beforeAll(() => {
  outcomes = runInLanes(jobs, ({ program = 'endings', args, execArgv, path, HOOK }) =>
    startProgram(program, { args, execArgv, node: path, env: { HOOK } }),
  );
});

const ofProgram = ({ status, signal, stdout }: ProgramOutcome) => ({ status, signal, stdout });

// Where no code runs any more, and where the handling of an error fails, which is all that Node then speaks of.
const UNREPORTED = [...aborted.map(({ title }) => title), 'monitor throws', 'capture callback throws'];
// What Node says nothing of itself.
const UNSAID = ['exit listener exits'];

it.each([...everywhere, ...atBothEnds])('ends as without the hook: $title', async ({ title }) => {
  const ofTitle = jobs.map((job, index) => ({ ...job, index })).filter((job) => job.title === title);
  const baselines = ofTitle.filter(({ HOOK }) => HOOK === '');
  for (const { major, index } of ofTitle.filter(({ HOOK }) => HOOK !== '')) {
    const hooked = await outcomes[index]!;
    const own = baselines.filter((baseline) => baseline.major === major);
    for (const baseline of own.length > 0 ? own : baselines) {
      const without = await outcomes[baseline.index]!;
      expect({ major, ...ofProgram(hooked) }).toEqual({ major, ...ofProgram(without) });
      const isCrash =
        without.stderr.includes('\nNode.js v') ||
        without.stdout.includes('uncaughtException ') ||
        UNSAID.includes(title);
      const isReported = hooked.reports.length > 0;
      expect({ major, isReported }).toEqual({ major, isReported: isCrash && !UNREPORTED.includes(title) });
    }
    expect(countBoxes(hooked.stderr)).toBe(hooked.reports.length);
  }
});
