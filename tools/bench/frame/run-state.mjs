// A process of its own for one state of one case; sends the results to its parent.
import { loadCase } from './case.mjs';
import { measureRounds } from './measure.mjs';
import { summarize } from './results.mjs';

const [folder, name, state, length] = process.argv.slice(2);
const quick = length === 'quick';
const { run, long = false } = await loadCase(folder, name);
const measure = async (contestants) => {
  const figures = await measureRounds(contestants, { long, quick });
  await new Promise((resolve) => process.send(summarize(contestants, figures), resolve));
};
await run(state, measure, { quick });
// Whatever somebody's pool has left running.
process.exit();
