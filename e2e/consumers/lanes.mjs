/** Runs tasks in the order they come, so many of them at once. */
export function lanes(count) {
  const waiting = [];
  let free = count;
  const next = () => {
    if (free === 0 || waiting.length === 0) return;
    free -= 1;
    const { task, resolve, reject } = waiting.shift();
    task()
      .then(resolve, reject)
      .finally(() => {
        free += 1;
        next();
      });
  };
  return (task) =>
    new Promise((resolve, reject) => {
      waiting.push({ task, resolve, reject });
      next();
    });
}
