import { getWorkerExtensions, registerWorkerExtension } from '@threadspan/context/ports';
import type { WorkerExtension } from '@threadspan/context/ports';

const extension = (name: string): WorkerExtension => ({
  name,
  module: `/ext/${name}.cjs`,
  config: () => undefined,
  receive: () => undefined,
});

const registered: (() => void)[] = [];
const register = (each: WorkerExtension) => registered.push(registerWorkerExtension(each));

afterEach(() => {
  for (const remove of registered.splice(0)) remove();
  expect(getWorkerExtensions()).toEqual([]);
});

describe('worker extensions', () => {
  it('are listed in the order of their registration', () => {
    const [a, b] = [extension('a'), extension('b')];
    register(a);
    register(b);
    expect(getWorkerExtensions()).toEqual([a, b]);
  });

  it('are replaced by one of the same name', () => {
    const [old, young] = [extension('a'), extension('a')];
    register(old);
    register(young);
    expect(getWorkerExtensions()).toHaveLength(1);
    expect(getWorkerExtensions()[0]).toBe(young);
  });

  it('are gone once removed', () => {
    const remove = registerWorkerExtension(extension('a'));
    remove();
    remove();
    expect(getWorkerExtensions()).toEqual([]);
  });

  it('are not removed by the one they replaced', () => {
    const young = extension('a');
    const removeOld = registerWorkerExtension(extension('a'));
    register(young);
    removeOld();
    expect(getWorkerExtensions()).toEqual([young]);
  });

  it('are listed as they were when asked', () => {
    const before = getWorkerExtensions();
    register(extension('a'));
    expect(before).toEqual([]);
  });
});
