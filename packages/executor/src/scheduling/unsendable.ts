import type { ContextCarrier } from '@threadspan/context';
import { cutText } from '@threadspan/context/ports';
import { ThreadspanError } from '../errors.js';
import type { InstanceRecipe } from '../instance-recipe.js';
import type { StageCall } from '../protocol.js';
import type { Chunk, JobSpec } from './job.js';

/** One of the values that were to cross between threads together, and what it is called. */
type Part = readonly [name: string, value: unknown];

// The text of a function can be a long one.
const MAX_REASON = 120;

/** `NOT_SERIALIZABLE`, for one item and what it needs, on their way to a worker; or for instances alone. */
export function unsendableInput(chunk: Chunk, cause: unknown): ThreadspanError {
  const { job, first, items } = chunk;
  const { spec } = job;
  const [stage] = spec.stages;
  const sent = [
    ...itemParts(chunk),
    ...spec.stages.flatMap((one) => sharedParts(spec, one)),
    ...spec.instances.flatMap(argumentParts),
    ...contextParts(spec.contexts.map(([, carrier]) => carrier)),
    ...contextParts(spec.context ? [spec.context.toCarrier()] : []),
  ];
  // What was sent, and could not be read where it came to, is as often what came back.
  const whole =
    items.length === 0 || stage === undefined
      ? `What the constructor of ${spec.instances.map(({ cls }) => cls.name).join(', ')} is given`
      : stage.kind === 'call'
        ? `An argument or the result of ${methodName(spec, stage)}`
        : `The item at index ${first} of the input, or what became of it,`;
  return unsendable(sent, whole, cause);
}

/** The same for arguments of a constructor alone. */
export function unsendableArguments(recipe: InstanceRecipe, cause: unknown): ThreadspanError {
  return unsendable(argumentParts(recipe), `An argument of the constructor of ${recipe.cls.name}`, cause);
}

/** The same for what all items of a stage get. */
export function unsendableShared(spec: JobSpec, stage: StageCall, cause: unknown): ThreadspanError {
  return unsendable(sharedParts(spec, stage), `\`shared\` of ${methodName(spec, stage)}`, cause);
}

/** The same for what a context accessor carries along. */
export function unsendableContext(carriers: readonly ContextCarrier[], cause: unknown): ThreadspanError {
  return unsendable(contextParts(carriers), 'The context', cause);
}

/** The same for what a method has returned. */
export function unsendableResult(method: string, cause: unknown): ThreadspanError {
  return notSerializable(`The result of ${method}`, cause);
}

/** As a user would name it: `Class.method`. */
export function methodName({ instances }: JobSpec, { instance, method }: StageCall): string {
  const recipe = instances.find(({ id }) => id === instance);
  return recipe ? `${recipe.cls.name}.${method}` : method;
}

function itemParts({ job: { spec }, first, items }: Chunk): Part[] {
  const [stage] = spec.stages;
  if (stage?.kind !== 'call') return items.map((item) => [`The item at index ${first} of the input`, item]);
  const name = methodName(spec, stage);
  const args = (items[0] ?? []) as readonly unknown[];
  return args.map((arg, index) => [`Argument ${index + 1} of ${name}`, arg]);
}

function sharedParts(spec: JobSpec, stage: StageCall): Part[] {
  const args = spec.shared.find(([id]) => id === stage.shared)?.[1] ?? [];
  return args.map((arg, index) => [`\`shared[${index}]\` of ${methodName(spec, stage)}`, arg]);
}

function argumentParts({ cls, args }: InstanceRecipe): Part[] {
  return args.map((arg, index) => [`\`args[${index}]\` of the constructor of ${cls.name}`, arg]);
}

function contextParts(carriers: readonly ContextCarrier[]): Part[] {
  return carriers.flatMap(({ accessors = {} }) =>
    Object.entries(accessors).map(([key, value]): Part => [
      `The value of the context accessor \`${key}\``,
      value,
    ]),
  );
}

function unsendable(parts: readonly Part[], whole: string, cause: unknown): ThreadspanError {
  const [name = whole] = parts.find(([, value]) => failsAlike(value, reasonOf(cause))) ?? [];
  return notSerializable(name, cause);
}

// One that fails for another reason may be all right: what is to be moved can't be cloned.
function failsAlike(value: unknown, reason: string): boolean {
  try {
    structuredClone(value);
    return false;
  } catch (error) {
    return reasonOf(error) === reason;
  }
}

// Not by `instanceof`: where tests have a realm of their own, Node's errors are of another one.
function reasonOf(cause: unknown): string {
  const message = (cause as { readonly message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : String(cause);
}

function notSerializable(what: string, cause: unknown): ThreadspanError {
  const reason = cutText(reasonOf(cause).replace(/\.$/, ''), MAX_REASON);
  return new ThreadspanError(
    'NOT_SERIALIZABLE',
    `${what} can't be sent between threads: ${reason}; send plain data, without functions, symbols and handles`,
    { cause },
  );
}
