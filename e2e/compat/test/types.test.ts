import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lines } from '../lines.mjs';

it("the packages' types fit those of OpenTelemetry 3.x, and the other way round", () => {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const [staged] = lines.filter(({ major }) => major === 3).map((line) => line.staged);
  const { stdout, status } = spawnSync(
    process.execPath,
    [compiler, '-p', join(String(staged), 'e2e/compat/types')],
    { encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
