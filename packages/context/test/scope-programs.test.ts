import { setImmediate as nextTurn } from 'node:timers/promises';
import { diag } from '@opentelemetry/api';
import { ParallelContext, withPhase } from '@threadspan/context';
import * as fc from 'fast-check';
import { recordDiag } from '../../../tools/jest/support/diag-log';
import { EMPTY, changed, check, set, within } from './scope-model';
import type { Change, Model } from './scope-model';

/** A scope of the change, or, without one, of what was captured before. */
interface ScopeStep {
  readonly type: 'scope';
  readonly change: Change | undefined;
  /** Whether the scope is an async one, in an async program. */
  readonly async: boolean;
  readonly fails: boolean;
  readonly body: Step[];
}

/** A function that is called elsewhere than where it was bound, or branches that run at the same time. */
interface TwofoldStep {
  readonly type: 'bound' | 'branches';
  readonly body: Step[];
  readonly other: Step[];
}

/** Guards made one after the other and disposed in `order`, each of them twice. */
interface GuardStep {
  readonly type: 'guards';
  readonly changes: (Change | undefined)[];
  readonly order: number[];
  readonly body: Step[];
}

type Step = { readonly type: 'turn' | 'microtask' } | ScopeStep | TwofoldStep | GuardStep;

const change = (...kinds: Change['kind'][]) =>
  fc.option(fc.record({ kind: fc.constantFrom(...kinds), value: fc.constantFrom('a', 'b', 'c', 'd', 'e') }), {
    nil: undefined,
  });

const { program } = fc.letrec<{ step: Step; program: Step[] }>((tie) => {
  const body = tie('program');
  return {
    program: fc.array(tie('step'), { maxLength: 4, depthIdentifier: 'program' }),
    step: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'program' },
      fc.record({ type: fc.constantFrom('turn' as const, 'microtask' as const) }),
      fc.record({
        type: fc.constant('scope' as const),
        change: change('phase', 'file', 'function', 'span', 'spanWithPhase'),
        async: fc.boolean(),
        fails: fc.boolean(),
        body,
      }),
      fc.record({ type: fc.constantFrom('bound' as const, 'branches' as const), body, other: body }),
      fc.array(change('phase', 'file', 'function'), { minLength: 1, maxLength: 4 }).chain((changes) =>
        fc.record({
          type: fc.constant('guards' as const),
          changes: fc.constant(changes),
          order: fc.shuffledSubarray([...changes.keys()], { minLength: changes.length }),
          body,
        }),
      ),
    ),
  };
});

/** Runs programs and compares what is in force after each step with the model. */
class Interpreter {
  /** How many guards were disposed out of order. */
  warnings = 0;
  #captured = { context: ParallelContext.capture(), model: EMPTY };

  /** Leaves out the steps that only an async function can take. */
  sync(steps: Step[], model: Model): void {
    for (const step of steps) {
      if (step.type === 'scope') this.#scope(step, model);
      else if (step.type === 'bound') this.#bound(step, model, (inner) => this.sync(step.body, inner));
      else if (step.type === 'guards') {
        const { inner, dispose } = this.#guards(step, model);
        this.sync(step.body, inner);
        dispose();
      }
      check(model);
    }
    this.#captured = { context: ParallelContext.capture(), model };
  }

  async async(steps: Step[], model: Model): Promise<void> {
    // Guards that an async function makes before its first await are seen by its caller.
    await Promise.resolve();
    for (const step of steps) {
      check(model);
      await this.#step(step, model);
      check(model);
    }
    this.#captured = { context: ParallelContext.capture(), model };
  }

  async #step(step: Step, model: Model): Promise<void> {
    // As above: this function is one of its own.
    await Promise.resolve();
    if (step.type === 'turn') await nextTurn();
    else if (step.type === 'scope')
      await (step.async ? this.#asyncScope(step, model) : this.#scope(step, model));
    else if (step.type === 'bound') await this.#bound(step, model, (inner) => this.async(step.body, inner));
    else if (step.type === 'branches') await this.#branches(step, model);
    else if (step.type === 'guards') {
      const { inner, dispose } = this.#guards(step, model);
      await this.async(step.body, inner);
      dispose();
    }
  }

  #enter<R>(change: Change | undefined, outside: Model, fn: (inner: Model) => R): R {
    const { context, model } = this.#captured;
    if (change === undefined) return context.run(() => fn(model));
    return within(change, () => fn(changed(outside, change)));
  }

  #scope({ change, fails, body }: ScopeStep, outside: Model): void {
    const failure = new Error('of the program');
    try {
      this.#enter(change, outside, (inner) => {
        check(inner);
        this.sync(body, inner);
        if (fails) throw failure;
      });
    } catch (error) {
      if (error !== failure) throw error;
    }
  }

  async #asyncScope({ change, fails, body }: ScopeStep, outside: Model): Promise<void> {
    const failure = new Error('of the program');
    const running = this.#enter(change, outside, async (inner) => {
      check(inner);
      await this.async(body, inner);
      check(inner);
      if (fails) throw failure;
    });
    check(outside);
    await running.catch((error: unknown) => {
      if (error !== failure) throw error;
    });
  }

  #bound<R>({ other }: TwofoldStep, model: Model, body: (inner: Model) => R): R {
    const call = ParallelContext.capture().bind(() => {
      check(model);
      return body(model);
    });
    return withPhase('elsewhere', () => {
      this.sync(other, changed(model, { kind: 'phase', value: 'elsewhere' }));
      return call();
    });
  }

  async #branches({ body, other }: TwofoldStep, model: Model): Promise<void> {
    const left: Change = { kind: 'span', value: 'left' };
    const branches = [
      within(left, () => this.async(body, changed(model, left))),
      this.async(other, model),
      this.async(body, model),
    ];
    check(model);
    await Promise.all(branches);
  }

  #guards({ changes, order }: GuardStep, outside: Model): { inner: Model; dispose: () => void } {
    const models = [outside];
    const guards = changes.map((change) => {
      models.push(change ? changed(models.at(-1)!, change) : this.#captured.model);
      return change ? set(change) : this.#captured.context.enter();
    });
    const dispose = () => {
      const open = guards.map(() => true);
      for (const index of order) {
        check(models.at(-1)!);
        guards[index]!.dispose();
        guards[index]!.dispose();
        open[index] = false;
        // Out of its turn a guard changes nothing until those inside it are gone.
        if (index < models.length - 2) this.warnings += 1;
        else while (models.length > 1 && !open[models.length - 2]) models.pop();
      }
    };
    return { inner: models.at(-1)!, dispose };
  }
}

let log: ReturnType<typeof recordDiag>;

beforeEach(() => {
  log = recordDiag();
});

afterEach(() => {
  diag.disable();
  check(EMPTY);
});

describe('any program of scopes and guards', () => {
  it('finds in force what it entered, and restores what stood before, when it is synchronous', () => {
    fc.assert(
      fc.property(program, (steps) => {
        log.warnings.length = 0;
        const interpreter = new Interpreter();
        interpreter.sync(steps, EMPTY);
        expect(log.warnings).toHaveLength(interpreter.warnings);
      }),
      { numRuns: 10_000 },
    );
    expect(log.errors).toEqual([]);
  });

  it('does so when it awaits and has branches that run at the same time', async () => {
    const root: Change = { kind: 'span', value: 'program' };
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        log.warnings.length = 0;
        const interpreter = new Interpreter();
        await within(root, () => interpreter.async(steps, changed(EMPTY, root)));
        expect(log.warnings).toHaveLength(interpreter.warnings);
      }),
      { numRuns: 10_000 },
    );
    expect(log.errors).toEqual([]);
  });
});
