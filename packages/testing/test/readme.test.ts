import { join } from 'node:path';
import { runReadme } from '../../../tools/jest/support/run-readme';

it('the program of the README compiles and prints what it says there', async () => {
  const { printed, expected } = await runReadme(join(__dirname, '../README.md'));
  expect(printed).toBe(expected);
});
