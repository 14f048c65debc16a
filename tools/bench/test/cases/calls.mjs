// Counts how often a long call is made.
export default {
  title: 'counted calls',
  long: true,
  states: ['asynchronous', 'synchronous'],
  async run(state, measure, { quick }) {
    let calls = 0;
    const wait = () => {
      calls += 1;
      return state === 'synchronous' ? spin(4) : new Promise((resolve) => setTimeout(resolve, 4));
    };
    await measure([
      { name: 'wait', items: quick ? 1 : 4, call: wait },
      { name: 'calls so far', figure: () => calls },
    ]);
  },
};

function spin(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
