import { asStep, type Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound, isRejection, type Rejection } from '../../../shared/rejection.ts';
import { chunksOf } from '../../../shared/table/commit-in-steps.ts';
import type { ListPosition } from '../../../shared/table/records.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { ORDER_LINES_MAX } from '../decide-order.ts';
import type { OrderRequisitionsInput, OrderRequisitionsResource } from '../list.resource.ts';
import { type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import type { Requisition } from '../requisition.schema.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { orderRequisitions } from '../write-order.ts';

const ORDERS_MAX = 20;
const PAGE = 200;
const REQUISITIONS_MAX = ORDERS_MAX * ORDER_LINES_MAX;

/**
 * Orders open requisitions from their vendors: one order a vendor (more where it has more than 40 lines), at most 20 a
 * call. Each order is a commit of its own that reads its requisitions again, so that a repeated call orders nothing
 * twice; what cannot be ordered holds back nothing else and is reported.
 * @throws Rejection `unknown_vendor` at `/vendorId`
 */
export async function orderRequisition(
  context: Context,
  { body }: RouteInput<unknown, unknown, OrderRequisitionsInput>,
): Promise<OrderRequisitionsResource> {
  if (body.vendorId !== undefined) {
    const vendor = await context.records.get(vendorEntity, body.vendorId);
    expectFound(vendor, vendorEntity.name, '/vendorId');
  }
  const open = await openRequisitions(context, body);
  const byVendor = Map.groupBy(open, ({ vendorId }) => vendorId);
  const withoutVendor = byVendor.get(undefined)?.length ?? 0;
  byVendor.delete(undefined);
  const batches = [...byVendor.values()].flatMap((requisitions) => chunksOf(requisitions, ORDER_LINES_MAX));
  const left = batches.slice(ORDERS_MAX).reduce((sum, requisitions) => sum + requisitions.length, 0);
  const answer: OrderRequisitionsResource = { data: [], refused: [], left, withoutVendor };
  for (const batch of batches.slice(0, ORDERS_MAX)) {
    try {
      answer.data.push(...(await placeBatch(asStep(context), batch)));
    } catch (error) {
      if (!isRejection(error) || error.kind === 'unavailable') throw error;
      answer.refused.push(refusalOf(batch, error));
    }
  }
  return commit(context, async () => answer);
}

/** One order, or none where somebody ordered or cancelled all of its requisitions meanwhile. */
const placeBatch = (step: Context, batch: readonly Requisition[]): Promise<PurchaseOrderResource[]> =>
  commit(step, async (work) => {
    const now = await work.records.getMany(
      requisitionEntity,
      batch.map(({ id }) => id),
    );
    const requisitionIds = now.filter(({ state }) => state === 'open').map(({ id }) => id);
    if (requisitionIds.length === 0) return [];
    return [presentPurchaseOrder(await orderRequisitions(work, { requisitionIds }))];
  });

const refusalOf = ([first]: readonly Requisition[], { code, message }: Rejection) => ({
  vendorId: first?.vendorId ?? '',
  vendorName: first?.vendorName ?? '',
  code,
  message,
});

async function openRequisitions(
  context: Context,
  { releaseUntil, vendorId }: OrderRequisitionsInput,
): Promise<Requisition[]> {
  const isAsked = (requisition: Requisition): boolean =>
    requisition.state === 'open' &&
    (releaseUntil === undefined || requisition.releaseOn <= releaseUntil) &&
    (vendorId === undefined || requisition.vendorId === vendorId);
  const found: Requisition[] = [];
  let after: ListPosition | undefined;
  do {
    const page = await context.records.list(requisitionEntity, 'byState', ['open'], {
      limit: PAGE,
      after,
      ascending: true,
      where: isAsked,
    });
    found.push(...page.records);
    after = page.next;
  } while (after !== undefined && found.length < REQUISITIONS_MAX);
  return found;
}
