import { getCurrentContext, getSpanHierarchy } from '@threadspan/context';

/** What a method sees around it when it runs. */
export interface Sight {
  readonly self: string;
  readonly phase?: string;
  readonly currentFile?: string;
  readonly spans: readonly string[];
}

export function look({ label }: { readonly label: string }): Sight {
  return { self: label, ...getCurrentContext(), spans: getSpanHierarchy().map(({ name }) => name) };
}
