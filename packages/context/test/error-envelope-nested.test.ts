import { packError } from '@threadspan/context';
import { cross } from './cross';

const outer = (fields: object) => Object.assign(new Error('outer'), fields);

describe('errors inside an error', () => {
  it('keep class, code and fields in a field of any name', () => {
    const original = Object.assign(new TypeError('inner'), { code: 'E_INNER', line: 1 });
    const revived = cross(outer({ original }))['original'];
    expect(revived).toBeInstanceOf(TypeError);
    expect(revived).toMatchObject({ message: 'inner', code: 'E_INNER', line: 1, stack: original.stack });
  });

  it('keep them in arrays and plain objects of a field', () => {
    const revived = cross(
      outer({ failures: [new RangeError('a'), { error: new TypeError('b'), file: 'b.ts' }, 3] }),
    )['failures'] as [Error, { error: Error; file: string }, number];
    expect(revived[0]).toBeInstanceOf(RangeError);
    expect(revived[1].error).toBeInstanceOf(TypeError);
    expect([revived[1].file, revived[2], revived.length]).toEqual(['b.ts', 3, 3]);
  });

  it('keep them in something thrown that is no error', () => {
    const { reason } = cross<{ reason: Error }>({ reason: new TypeError('why') });
    expect(reason).toBeInstanceOf(TypeError);
  });

  it('keep their order and what is between them', () => {
    const revived = cross<AggregateError>(
      new AggregateError([new Error('a'), 1, null, new Error('b'), undefined], ''),
    );
    expect(revived.errors).toEqual([new Error('a'), 1, null, new Error('b'), undefined]);
  });
});

describe('an error that is referred to twice', () => {
  it('is its own cause again', () => {
    const error = new Error('self');
    error.cause = error;
    const revived = cross(error);
    expect(revived.cause).toBe(revived);
  });

  it('is in a circle of causes again', () => {
    const a = new Error('a');
    const b = new TypeError('b', { cause: a });
    a.cause = b;
    const revived = cross(a);
    expect(revived.cause).toBeInstanceOf(TypeError);
    expect((revived.cause as Error).cause).toBe(revived);
  });

  it('is one error again, and is packed once', () => {
    const shared = new Error('shared');
    const thrown = new AggregateError([shared, { error: shared }, shared], 'all', { cause: shared });
    const revived = cross<AggregateError>(thrown);
    expect(new Set([revived.cause, revived.errors[0], revived.errors[1].error, revived.errors[2]]).size).toBe(
      1,
    );
    expect(packError(thrown).parts).toHaveLength(2);
  });

  it('is one error again in data that contains itself', () => {
    const info: Record<string, unknown> = { error: new RangeError('in') };
    info['self'] = info;
    const revived = cross(outer({ info, again: [info] }));
    const back = revived['info'] as typeof info;
    expect(back['self']).toBe(back);
    expect(back['error']).toBeInstanceOf(RangeError);
    expect((revived['again'] as unknown[])[0]).toBe(back);
  });

  it('may be the error of a thrown object that it refers to', () => {
    const error = new Error('x');
    const revived = cross<{ error: Error & { owner: { error: Error } } }>({
      error: Object.assign(error, { owner: { error } }),
    });
    expect(revived.error.owner.error).toBe(revived.error);
  });
});

describe('more errors than anybody reads', () => {
  it('are left out from 200 on', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => new Error(`${i}`));
    const revived = cross<AggregateError>(new AggregateError([...many, 'text'], 'all'));
    expect(revived.errors).toHaveLength(200);
    expect(revived.errors.slice(-2)).toEqual([new Error('198'), 'text']);
  });

  it('are left out where a chain of causes is longer than 16', () => {
    let error = new Error('0');
    for (let i = 1; i < 100_000; i++) error = new Error(`${i}`, { cause: error });
    let depth = 0;
    for (let at = cross(error); at.cause !== undefined; at = at.cause as typeof at) depth++;
    expect(depth).toBe(16);
  });

  it('are left out where they are referred to more than 10,000 times', () => {
    const shared = new Error('shared');
    expect(cross(outer({ all: Array(20_000).fill(shared) }))['all']).toHaveLength(10_000);
  });

  it('are as near to the first one as they can be', () => {
    const shared = new Error('shared', { cause: new Error('behind it') });
    let error: Error = shared;
    for (let i = 0; i < 16; i++) error = new Error('link', { cause: error });
    const revived = cross(Object.assign(error, { shared }));
    expect((revived['shared'] as Error).cause).toEqual(new Error('behind it'));
  });

  it('are no more when each contains each other', () => {
    const inner = Array.from({ length: 100 }, (_, i) => new AggregateError([], `e${i}`));
    for (const error of inner) error.errors = inner;
    const thrown = new AggregateError(inner, 'all');
    expect(packError(thrown).parts).toHaveLength(101);
    const revived = cross<AggregateError>(thrown);
    expect(revived.errors[99].errors[7]).toBe(revived.errors[7]);
  });
});
