import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTools } from '../install.mjs';
import { stacks } from '../stacks.mjs';

// The runners are those of the workspace, and fail a test after five seconds unless they are told otherwise.
const tools = fileURLToPath(new URL('../../..', import.meta.url));
const slow = `
  import { record } from './record.js';
  it('slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    record('slow', 'done');
  });
`;

const folder = mkdtempSync(join(tmpdir(), 'slow-programs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['Jest', 'Vitest'])(
  '%s waits for a program, however busy the machine is',
  async (name) => {
    const stack = stacks.find((stack) => stack.name === name)!;
    const project = join(folder, name);
    mkdirSync(join(project, 'tests'), { recursive: true });
    writeFileSync(join(project, 'tests/slow.test.ts'), slow);
    linkTools(stack.tools, tools, project);
    expect(await stack.run({ folder: project, programs: [] })).toEqual({ slow: 'done' });
  },
  300_000,
);
