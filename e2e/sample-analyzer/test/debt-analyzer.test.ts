import { DebtAnalyzer } from '../dist/debt-analyzer.js';
import { createProject, removeProjects } from './run-debtscan.ts';

afterAll(removeProjects);

it('skips what cannot be read, with the reason', () => {
  const analyzer = new DebtAnalyzer([]);
  const folder = createProject({});
  expect(analyzer.parse(`${folder}/gone.js`)).toEqual({
    path: `${folder}/gone.js`,
    skipped: "can't be read: ENOENT",
  });
  expect(analyzer.parse(folder)).toEqual({ path: folder, skipped: "can't be read: EISDIR" });
});
