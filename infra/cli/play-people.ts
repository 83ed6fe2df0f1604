/**
 * Plays the people's parts of a loop: what the system waits for, it does, through the public API and nothing else.
 * Used by the demo, by the tests on real data and by the benchmark.
 */
import type { ApiClient } from './api-client.ts';

type Money = { amount: string; currency: string };
type Listed<Row> = { data: Row[]; nextCursor: string | null };
type Document = { id: string };
export type SalesOrder = Document & {
  state: string;
  lines: { lineId: string; kind: string; quantity: string; delivered: string }[];
};
type ProductionOrder = Document & { state: string; remaining: string };
type Requisition = Document & { state: string; vendorId?: string | null };
type PurchaseOrder = Document & { status: string };
type Bill = Document & { status: string };
type Shipment = Document & { state: string };
type Invoice = Document & { status: string; due: Money };

/** All rows of a list, page by page. */
export async function allOf<Row>(api: ApiClient, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Listed<Row> = await api.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    rows.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

export type People = { readonly today: string; readonly onAct?: (what: string) => void };

/** Buyers: orders what is requisitioned, receives, records the bill and pays it. Returns how much was done. */
export async function playPurchasing(api: ApiClient, people: People): Promise<number> {
  let done = 0;
  const open = (await allOf<Requisition>(api, '/procurement/requisitions?state=open')).filter(
    ({ vendorId }) => typeof vendorId === 'string',
  );
  for (const requisitions of Map.groupBy(open, ({ vendorId }) => vendorId).values()) {
    for (let start = 0; start < requisitions.length; start += 20) {
      await api.post('/procurement/orders', {
        requisitionIds: requisitions.slice(start, start + 20).map(({ id }) => id),
      });
      people.onAct?.('buyer places a purchase order');
      done += 1;
    }
  }
  for (const order of await allOf<PurchaseOrder>(api, '/procurement/orders')) {
    if (order.status === 'to_receive_and_bill' || order.status === 'to_receive') {
      await api.post(`/procurement/orders/${order.id}/receive`);
      people.onAct?.('warehouse receives the goods');
      done += 1;
    }
    if (order.status === 'to_receive_and_bill' || order.status === 'to_bill') {
      const bill = await api.post<Bill>(`/procurement/orders/${order.id}/bill`);
      await api.post(`/procurement/bills/${bill.id}/pay`, { paidOn: people.today });
      people.onAct?.('accountant records and pays the supplier bill');
      done += 1;
    }
  }
  return done;
}

/** Operators: starts what is ready and reports it complete. */
export async function playProduction(api: ApiClient, people: People, salesOrderId?: string): Promise<number> {
  const scope = salesOrderId === undefined ? '' : `&salesOrderId=${salesOrderId}`;
  let done = 0;
  for (const state of ['in_progress', 'ready']) {
    for (const order of await allOf<ProductionOrder>(api, `/production/orders?state=${state}${scope}`)) {
      if (state === 'ready') await api.post(`/production/orders/${order.id}/start`);
      await api.post(`/production/orders/${order.id}/complete`, { quantity: order.remaining });
      people.onAct?.('operator starts and completes a production order');
      done += 1;
    }
  }
  return done;
}

/** Warehouse: picks, dispatches and delivers what is drafted; services are fulfilled. */
export async function playShipping(api: ApiClient, people: People, salesOrderId: string): Promise<number> {
  let done = 0;
  const steps = [
    ['draft', 'pick'],
    ['picked', 'dispatch'],
    ['dispatched', 'deliver'],
  ] as const;
  for (const shipment of await allOf<Shipment>(api, `/logistics/shipments?salesOrderId=${salesOrderId}`)) {
    const from = steps.findIndex(([state]) => state === shipment.state);
    if (from === -1) continue;
    for (const [, verb] of steps.slice(from)) {
      await api.post(
        `/logistics/shipments/${shipment.id}/${verb}`,
        verb === 'dispatch' ? { carrier: 'Postrad', trackingNumber: `PR-${shipment.id.slice(-8)}` } : {},
      );
    }
    people.onAct?.('warehouse picks, dispatches and delivers a shipment');
    done += 1;
  }
  const order = await api.get<SalesOrder>(`/sales/orders/${salesOrderId}`);
  if (
    order.state === 'confirmed' &&
    order.lines.some((line) => line.kind === 'service' && line.delivered !== line.quantity)
  ) {
    await api.post(`/sales/orders/${salesOrderId}/fulfil`);
    people.onAct?.('service is fulfilled');
    done += 1;
  }
  return done;
}

/** The customer pays every open invoice of the order. */
export async function playPaying(api: ApiClient, people: People, salesOrderId: string): Promise<number> {
  const invoices = await allOf<Invoice>(api, `/finance/invoices?salesOrderId=${salesOrderId}`);
  const open = invoices.filter(({ status }) => ['unpaid', 'partly_paid', 'overdue'].includes(status));
  for (const invoice of open) {
    await api.post('/finance/payments', {
      invoiceId: invoice.id,
      amount: invoice.due,
      method: 'bank_transfer',
      receivedOn: people.today,
    });
    people.onAct?.('customer pays an invoice');
  }
  return open.length;
}
