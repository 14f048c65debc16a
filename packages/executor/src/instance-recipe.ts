import type { Class } from './construct.js';
import type { InstanceSpec } from './protocol.js';

/** What instances are made of: in workers by the name of a module and its export, in this thread by the class itself. */
export interface InstanceRecipe extends InstanceSpec {
  readonly cls: Class;
}
