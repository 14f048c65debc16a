import { runReadme } from './run-readme';

it('the program of the README compiles and prints what the README says', async () => {
  const { printed, expected } = await runReadme('../README.md');
  expect(printed).toBe(expected);
});
