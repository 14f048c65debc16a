// A process of its own for one state of one case; sends the results to its parent.
import { loadCase } from './case.mjs';
import { measureRounds } from './measure.mjs';
import { summarize } from './results.mjs';

const [name, state, quick] = process.argv.slice(2);
const { run } = await loadCase(name);
await run(state, async (contestants) => {
  const times = await measureRounds(contestants, quick === 'quick');
  process.send(summarize(contestants, times));
});
process.disconnect();
