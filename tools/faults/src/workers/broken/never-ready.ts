// Waits at load for what never comes, as for a lock that nobody gives back.
await new Promise(() => setInterval(() => undefined, 1_000));
