import { nodes } from '@threadspan/nodes';
import { startProgram } from './run-program';

interface Look {
  readonly listeners: readonly string[];
  readonly [what: string]: readonly string[];
}

it.each(nodes)(
  'on Node $major a healthy program has one more listener, and none once it is uninstalled',
  async ({ path }) => {
    const { status, stdout, stderr } = await startProgram('healthy', { node: path });
    const seen = JSON.parse(stdout) as { before: Look; installed: Look; after: Look; id: number };
    const { before, installed, after, id } = seen;
    expect({ status, stderr, id }).toEqual({ status: 0, stderr: '', id: 0 });
    expect(installed).toEqual({ ...before, listeners: [...before.listeners, 'uncaughtException 1'] });
    expect(after).toEqual(before);
  },
);
