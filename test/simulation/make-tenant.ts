/** A tenant as sign-up leaves it, made by a function of the simulation. */
import { modules } from '../../domain/modules.ts';
import { tenantContext } from '../../shared/runtime/contexts.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import { tenantProfile } from '../../shared/tenancy.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { MINUTE_MS } from './durations.ts';
import type { FunctionOf } from './functions.ts';

const FACTS = { company: 'Simulated', country: 'DE', currency: 'EUR' };

export const makeTenant: FunctionOf<undefined, TenantId> = {
  name: 'sign-up',
  timeOutMs: MINUTE_MS,
  create: (runtime) => async () => {
    const tenantId = runtime.ids.next('ten') as TenantId;
    const actor = { kind: 'system', id: 'sign-up' } as const;
    const context = tenantContext(runtime, { tenantId, actor, correlationId: tenantId, causationId: tenantId });
    const setUps = await Promise.all(modules.map(({ setUp }) => setUp?.()));
    await commit(context, async (work) => {
      const cursorKey = runtime.ids.secret(32);
      work.create(tenantProfile, { id: tenantId, ...FACTS, timeZone: 'UTC', cursorKey });
      for (const setUp of setUps) setUp?.(work, FACTS);
    });
    return tenantId;
  },
};
