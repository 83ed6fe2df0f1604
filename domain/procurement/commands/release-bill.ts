import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { billEntity } from '../bill.entity.ts';
import { type BillResource, presentBill, type ReleaseInput } from '../bill.resource.ts';
import { billStates } from '../bill.states.ts';
import { billReleased } from '../events.ts';
import { billFacts } from './bill-order.ts';

/** Lets a bill that did not match be paid. @throws Rejection `procurement.bill.illegal_transition` (409) */
export async function releaseBill(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ billId: string }, unknown, ReleaseInput>,
): Promise<BillResource> {
  const reason = body.reason ?? 'Accepted as billed.';
  return commit(context, async (work) => {
    const before = await work.records.need(billEntity, params.billId);
    expectVersion(before, ifMatch);
    const state = transition(billStates, 'release', before.state);
    const bill = work.update(billEntity, before, { state, releaseReason: reason }, 'release');
    work.emit(billReleased, bill, { ...billFacts(bill), reason });
    return presentBill(bill);
  });
}
