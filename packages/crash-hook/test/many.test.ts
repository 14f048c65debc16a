import { runProgram } from './run-program';

const FRAME = /^╔═{78}╗\n(?:[║╠].{78}[║╣]\n)+╚═{78}╝$/gm;
const run = (way: string) => {
  const outcome = runProgram('many', { args: [way] });
  return { ...outcome, boxes: outcome.stderr.match(FRAME)?.length ?? 0 };
};
const messages = (reports: readonly { error: { message: string } }[]) =>
  reports.map(({ error }) => error.message).sort();

describe('many errors in one run', () => {
  it('are all saved, and from the eleventh on shown in a few lines', () => {
    const { status, stderr, boxes, reports } = run('one tick');
    expect({ status, boxes, saved: reports.length }).toEqual({ status: 0, boxes: 10, saved: 12 });
    expect(stderr.split('DEMO CRASH REPORT 11\n')[1]).toMatch(
      /^ {2}ERROR: Error: error 11\n {2}Report saved: \S+\.json\n\nDEMO CRASH REPORT 12\n {2}ERROR: Error: error 12\n {2}Report saved: \S+\.json\n$/,
    );
  });

  it('show the one in full that ends the process', () => {
    const { status, stderr, boxes, reports } = run('then fatal');
    expect({ status, boxes, saved: reports.length }).toEqual({ status: 1, boxes: 11, saved: 12 });
    expect(stderr).toMatch(/\nDEMO CRASH REPORT 11\n.*\n {2}File: 11\.ts\n/);
    expect(stderr.slice(stderr.indexOf('DEMO CRASH REPORT 11'))).toContain('║  ERROR: Error: fatal');
  });

  it('show in full what was shown in a few lines before it ended the process, and save it once', () => {
    const { status, stderr, boxes, reports } = run('one of them fatal');
    expect({ status, boxes, saved: reports.length }).toEqual({ status: 1, boxes: 11, saved: 11 });
    expect(stderr.match(/ERROR: Error: error 11/g)).toHaveLength(2);
    expect(stderr.match(/Report saved: \S+-11\.json/g)).toHaveLength(2);
  });

  it('are each told what was reported before them, without secrets', () => {
    const { reports } = run('then fatal');
    const first = reports.find(({ error }) => error.message.startsWith('error 1,'));
    expect(first).not.toHaveProperty('earlierCrashes');
    expect(reports.find(({ error }) => error.message === 'fatal')?.earlierCrashes).toEqual({
      count: 11,
      latest: [7, 8, 9, 10, 11].map((i) => ({
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        error: `Error: error ${i}, token=[redacted]`,
        currentFile: `${i}.ts`,
      })),
    });
  });
});

describe('one error', () => {
  it('is reported once, however many handlers it passes', () => {
    const { status, boxes, reports } = run('one error, many handlers');
    expect({ status, boxes, saved: reports.length }).toEqual({ status: 0, boxes: 1, saved: 1 });
  });

  it('is another one than that which wraps it', () => {
    const { status, boxes, reports } = run('one error, wrapped');
    expect({ status, boxes }).toEqual({ status: 1, boxes: 2 });
    expect(messages(reports)).toEqual(['error 1, token=[redacted]', 'wrapped']);
  });
});

it('two workers lost at the same moment are two reports, one below the other', () => {
  const { status, boxes, reports } = run('lost workers');
  expect({ status, boxes }).toEqual({ status: 1, boxes: 2 });
  expect(messages(reports)).toEqual(['worker 1 is gone', 'worker 2 is gone']);
});
