import { join } from 'node:path';
import { runReadme } from '../../../tools/jest/support/run-readme';

// The executor's program is run here, too.
it.each(['../README.md', '../../executor/README.md'])(
  'the program of %s compiles and prints what it says there',
  async (path) => {
    const { printed, expected } = await runReadme(join(__dirname, path));
    expect(printed).toBe(expected);
  },
);
