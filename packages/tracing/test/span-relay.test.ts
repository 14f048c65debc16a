import { hostname } from 'node:os';
import { getWorkerExtensions } from '@threadspan/context/ports';
import { initSpanRelay } from '@threadspan/tracing';
import { thrownBy } from '../../../tools/jest/support/thrown-by';
import { runProgram } from './run-program';
import { start, stopAll, traceId } from './start';

afterEach(stopAll);

const ONE = '1'.repeat(32);
const OTHER = '3'.repeat(32);

type Sent = Record<'one' | 'other' | 'rest' | 'again', [extension: string, payload: string[]][]>;

async function runRelayed(variables: NodeJS.ProcessEnv = {}): Promise<Sent> {
  const { stdout } = await runProgram('relayed.cjs', variables);
  return JSON.parse(stdout) as Sent;
}

/** Hands over what the process has sent, as an engine does. */
function receive(sent: Sent[keyof Sent]): void {
  for (const [name, payload] of sent) {
    const extension = getWorkerExtensions().find((candidate) => candidate.name === name);
    extension?.receive(
      payload.map((text) => new Uint8Array(Buffer.from(text, 'base64'))),
      { index: 0, threadId: 0 },
    );
  }
}

describe('the spans of a process that works for others', () => {
  it('go to the program whose trace they are of, those of its worker threads, too', async () => {
    const sent = await runRelayed();
    const { names, spans } = await start();
    receive(sent.one);
    expect(names()).toEqual(['here', 'process_file', 'step of a.ts']);
    expect(new Set(spans().map(traceId))).toEqual(new Set([ONE]));
    receive(sent.other);
    expect(names()).toEqual(['here', 'process_file', 'process_file', 'step of a.ts', 'step of b.ts']);
    expect(spans().filter((span) => traceId(span) === OTHER)).toHaveLength(2);
  });

  it('are sent once, and those of traces that began there to whoever asks for them', async () => {
    const sent = await runRelayed();
    const { names } = await start();
    receive(sent.rest);
    expect(names()).toEqual(['of nobody']);
    receive(sent.again);
    expect(names()).toEqual(['of nobody']);
  });

  it('say on which machine, in which process and on which thread they ran', async () => {
    const { one } = await runRelayed();
    const { span } = await start();
    receive(one);
    const place = { 'host.name': hostname(), 'process.pid': expect.any(Number) };
    expect(span('here').attributes).toEqual({ ...place, 'thread.id': 0, 'thread.name': 'main' });
    expect(span('process_file').attributes).toMatchObject({ ...place, 'thread.name': 'worker 1' });
  });

  it('are recorded up to the level that the process is told', async () => {
    const { one } = await runRelayed({ THREADSPAN_LOG: 'info' });
    const { names } = await start();
    receive(one);
    expect(names()).toEqual(['here', 'step of a.ts']);
  });

  it('are not recorded where the SDK is switched off', async () => {
    const sent = await runRelayed({ OTEL_SDK_DISABLED: 'true' });
    expect(sent).toEqual({ one: [], other: [], rest: [], again: [] });
  });
});

describe('initSpanRelay', () => {
  it('refuses to take the place of an SDK that is there', async () => {
    await start();
    expect(thrownBy(() => initSpanRelay())).toMatchObject({
      code: 'ALREADY_ACTIVE',
      message: expect.stringContaining('either exports its spans itself or relays them'),
    });
  });

  it('refuses a level that there is not', () => {
    expect(thrownBy(() => initSpanRelay({ level: 'loud' as 'debug' }))).toMatchObject({
      code: 'INVALID_LEVEL',
    });
  });
});
