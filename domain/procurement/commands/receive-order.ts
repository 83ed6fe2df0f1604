import { asStep, type Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { transition } from '../../../shared/states.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { everythingOutstanding, expectWithinTolerance, nextPart, type Wanted } from '../decide-receipt.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { type PurchaseOrderResource, presentPurchaseOrder, type ReceiveInput } from '../order.resource.ts';
import type { PurchaseOrder } from '../order.schema.ts';
import { purchaseOrderStates } from '../order.states.ts';
import { linesAsked } from '../order-lines.ts';
import { receiptEntity } from '../receipt.entity.ts';
import { settingsOf } from '../settings.entity.ts';
import { receivePart } from '../write-receipt.ts';

type Input = RouteInput<{ purchaseOrderId: string }, unknown, ReceiveInput>;

/**
 * Receives goods of a purchase order: all that is outstanding, or the lines named. A small receipt is one commit; a
 * large one is a receipt for each part, of which a request that is sent again after a crash does only what is missing.
 * @throws Rejection `procurement.order.over_receipt` with the exact excess (422), `procurement.order.nothing_to_receive`
 * (409), `unknown_line` and the like with the pointer (422)
 */
export async function receiveOrder(context: Context, { params, body, ifMatch }: Input): Promise<PurchaseOrderResource> {
  const receivedOn = await receiptDate(context, body.receivedOn);
  const receiptIdOf = receiptIds(context, params.purchaseOrderId);
  const [first, done, settings] = await Promise.all([
    context.records.need(purchaseOrderEntity, params.purchaseOrderId),
    receivedBefore(context, receiptIdOf),
    settingsOf(context),
  ]);
  let order = first;
  let wanted = wantedOf(order, body, done.quantities, settings.overReceiptPercent);
  for (let index = done.count; ; index += 1) {
    const { part, rest } = nextPart(order, wanted);
    const receiving = {
      purchaseOrderId: order.id,
      receiptId: receiptIdOf(index),
      receivedOn,
      wanted: part,
      isRest: body.lines === undefined,
    };
    const receive = async (work: Work) => {
      if (index === 0 && ifMatch !== undefined)
        expectVersion(await work.records.need(purchaseOrderEntity, params.purchaseOrderId), ifMatch);
      return receivePart(work, receiving);
    };
    if (rest.size === 0) return commit(context, async (work) => presentPurchaseOrder(await receive(work)));
    order = await commit(asStep(context), receive);
    wanted = rest;
  }
}

/** Receipts of one request follow from its idempotency key; without a key each attempt is a request of its own. */
function receiptIds(context: Context, purchaseOrderId: string): (index: number) => string {
  const { marker, deps, tenantId } = context;
  if (marker?.kind !== 'idempotency') return () => deps.ids.next('grn');
  return (index) => derivedId('grn', tenantId, marker.scope, String(index), purchaseOrderId);
}

async function receivedBefore(context: Context, receiptIdOf: (index: number) => string) {
  const quantities = new Map<string, number>();
  let count = 0;
  if (context.marker?.kind !== 'idempotency') return { count, quantities };
  for (; ; count += 1) {
    const receipt = await context.records.get(receiptEntity, receiptIdOf(count));
    if (receipt === undefined) return { count, quantities };
    for (const { lineId, quantity } of receipt.lines) {
      quantities.set(lineId, (quantities.get(lineId) ?? 0) + quantity);
    }
  }
}

function wantedOf(
  order: PurchaseOrder,
  { lines }: ReceiveInput,
  done: ReadonlyMap<string, number>,
  overReceiptPercent: number,
): Wanted {
  transition(purchaseOrderStates, 'receive', order.state);
  if (lines === undefined) return everythingOutstanding(order);
  const asked = linesAsked(
    order,
    lines.map((line) => ({ ...line, quantity: toScaled(line.quantity) })),
  );
  const wanted = asked.map(({ line, quantity }) => [line.lineId, quantity - (done.get(line.lineId) ?? 0)] as const);
  const missing = new Map(wanted.filter(([, quantity]) => quantity > 0));
  expectWithinTolerance(order, missing, overReceiptPercent);
  return missing;
}

/** @throws Rejection `in_future`: goods cannot have come in on a day that has not been */
async function receiptDate(context: Context, asked: string | undefined): Promise<string> {
  const today = await todayOf(context);
  if (asked === undefined || asked <= today) return asked ?? today;
  throw rejectField('/receivedOn', 'in_future', 'The day of receipt is in the future.');
}
