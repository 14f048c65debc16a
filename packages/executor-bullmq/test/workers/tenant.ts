import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation } from '@opentelemetry/api';
import { registerContextAccessor } from '@threadspan/context';
import { WithParallelContext } from '@threadspan/decorators';

export interface Tenant {
  readonly name: string;
  readonly limits: ReadonlyMap<string, bigint>;
}

export const tenant = new AsyncLocalStorage<Tenant>();

registerContextAccessor<Tenant>({
  key: 'tenant',
  get: () => tenant.getStore(),
  run: (value, fn) => tenant.run(value, fn),
});

/** Says what has come beside its arguments. */
export class Budget {
  @WithParallelContext()
  tell(_item: number) {
    return {
      customer: propagation.getBaggage(context.active())?.getEntry('customer')?.value,
      tenant: tenant.getStore()?.name,
      files: tenant.getStore()?.limits.get('files'),
    };
  }
}

/** Can't be made. */
export class Refusing {
  constructor() {
    throw Object.assign(new RangeError('no way'), { code: 'E_NO_WAY' });
  }

  @WithParallelContext()
  method(): void {}
}
