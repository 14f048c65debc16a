import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Programs start processes and workers, for which a busy machine takes its time.
  test: { globals: true, include: ['tests/*.test.ts'], testTimeout: 300_000 },
});
