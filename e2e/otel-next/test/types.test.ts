import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it("the packages' types fit those of this line, and the other way round", () => {
  const compiler = require.resolve('typescript/bin/tsc');
  const { stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', join(__dirname, '../line/.staged/e2e/otel-next/types')],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('');
});
