import { ParallelContext, getErrorContext, withPhase, withSpan } from '@threadspan/context';
import { start, stopAll } from './start';

afterEach(stopAll);

describe('what is known of a worker that died without a word', () => {
  /** Loses the worker inside so many spans of such names. */
  async function lose(depth: number, name: string, path: string): Promise<unknown> {
    const { analyzer } = await start();
    let ctx = withPhase(name, () => ParallelContext.capture());
    for (let level = 1; level <= depth; level += 1) {
      ctx = ctx.run(() => withSpan(`${level} ${name}`, () => ParallelContext.capture()));
    }
    return ctx.run(() => analyzer.work(path)).catch((error: unknown) => error);
  }

  it.each([
    ['a name', 'x'],
    ['three bytes a character', '目'],
    ['six bytes a character in JSON', '\u0001'],
  ])('is the file, its phase and both ends of a deep hierarchy, with %s', async (_what, character) => {
    const long = character.repeat(3_000);
    const file = `${character.repeat(200)}!exit`;
    const context = getErrorContext(await lose(300, long, `/src/${long}/${file}`));
    expect(context?.currentFile).toMatch(/^\/src\/.+…\[\d+ characters\]…/);
    expect(context?.currentFile?.endsWith(`/${file}`)).toBe(true);
    expect(context?.phase).toContain('characters]');
    const names = context?.spanHierarchy.map((frame) => frame.name.split(' ')[0]);
    expect(names?.slice(0, 8)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(names?.slice(9)).toEqual(['295', '296', '297', '298', '299', '300', 'process_file']);
    expect(context?.spanHierarchy[8]).toEqual({ name: '… 286 spans …', omitted: 286 });
  });

  it('is whole where it is short', async () => {
    const context = getErrorContext(await lose(20, 'step', 'a!exit'));
    expect(context).toMatchObject({ phase: 'step', currentFile: 'a!exit' });
    expect(context?.spanHierarchy).toHaveLength(21);
    expect(context?.spanHierarchy.at(-1)?.attributes).toEqual({ 'file.path': 'a!exit' });
  });
});
