/**
 * The books of DESIGN 10, checked over everything that a table holds at rest. Reads the items as they are stored, on
 * purpose without the modules' own code: a mistake there must not hide itself here.
 */
import { entryHash } from '../../shared/table/audit-chain.ts';
import { eventsOfStates, saidEvents } from './books/events-of-states.ts';
import { type Item, kind, linesOf, num, text, total } from './books/stored.ts';

/** Every fault found, in words; an empty list means that the books hold. */
export function checkBooks(all: readonly Item[]): string[] {
  const tenants = new Set(all.map((item) => text(item.tenantId)).filter((id) => id !== ''));
  return [...tenants].flatMap((tenantId) => {
    const items = all.filter((item) => item.tenantId === tenantId);
    const faults = [
      ...ledgerBalances(items),
      ...stockEqualsMoves(items),
      ...stockValueEqualsLedger(items),
      ...reservedWithinStock(items),
      ...waitingIsQueued(items),
      ...nobodyWaitsForEver(items),
      ...ordersOfWins(items),
      ...billedEqualsDispatched(items),
      ...allocatedWithinPaid(items),
      ...numbersWithoutGap(items),
      ...chainsVerify(items),
      ...eventsOfStates(items),
    ];
    return faults.map((fault) => `${tenantId}: ${fault}`);
  });
}

/** Debits equal credits, in every entry and so per tenant, period and currency. */
function ledgerBalances(items: readonly Item[]): string[] {
  return kind(items, 'finance.entry').flatMap((entry) => {
    const debit = linesOf(entry).reduce((sum, line) => sum + num(line.debitMinor), 0);
    const credit = linesOf(entry).reduce((sum, line) => sum + num(line.creditMinor), 0);
    return debit === credit && debit > 0 ? [] : [`journal entry ${text(entry.id)}: debit ${debit}, credit ${credit}`];
  });
}

/** S4: on hand equals the sum of the moves, per product and location. */
function stockEqualsMoves(items: readonly Item[]): string[] {
  const moved = total(
    kind(items, 'inventory.entry').flatMap((entry) =>
      linesOf(entry).map((line) => ({ key: `${line.productId}@${line.locationId}`, amount: num(line.quantity) })),
    ),
  );
  const held = new Map(
    kind(items, 'inventory.stock').flatMap((stock) =>
      Object.entries((stock.levels ?? {}) as Record<string, { onHand: number }>).map(
        ([place, level]): [string, number] => [`${text(stock.productId)}@${place}`, level.onHand],
      ),
    ),
  );
  return [...new Set([...moved.keys(), ...held.keys()])].flatMap((key) =>
    (moved.get(key) ?? 0) === (held.get(key) ?? 0)
      ? []
      : [`stock ${key}: moves ${moved.get(key) ?? 0}, on hand ${held.get(key) ?? 0}`],
  );
}

const ledgerTotal = (items: readonly Item[], role: string): number =>
  kind(items, 'finance.entry')
    .flatMap(linesOf)
    .filter((line) => line.role === role)
    .reduce((sum, line) => sum + num(line.debitMinor) - num(line.creditMinor), 0);

/** F19: the value of the stock equals its ledger account, in all and per product in the entries. */
function stockValueEqualsLedger(items: readonly Item[]): string[] {
  const value = kind(items, 'inventory.stock').reduce((sum, stock) => sum + num(stock.valueMinor), 0);
  const ledger = ledgerTotal(items, 'stock');
  const perProduct = total(
    kind(items, 'inventory.entry').flatMap((entry) =>
      linesOf(entry).map((line) => ({ key: text(line.productId), amount: num(line.valueMinor) })),
    ),
  );
  const drift = kind(items, 'inventory.stock').filter(
    (stock) => num(stock.valueMinor) !== (perProduct.get(text(stock.productId)) ?? 0),
  );
  return [
    ...(value === ledger ? [] : [`stock value ${value}, ledger ${ledger}`]),
    ...drift.map(
      (stock) =>
        `value of ${text(stock.sku)}: ${num(stock.valueMinor)}, moves ${perProduct.get(text(stock.productId)) ?? 0}`,
    ),
  ];
}

/** Reserved never exceeds on hand, nothing is negative, and what is reserved is what the open reservations hold. */
function reservedWithinStock(items: readonly Item[]): string[] {
  const held = total(
    kind(items, 'inventory.reservation').flatMap((reservation) =>
      linesOf(reservation).map((line) => ({
        key: text(line.productId),
        amount: num(line.reserved) - num(line.consumed),
      })),
    ),
  );
  return kind(items, 'inventory.stock').flatMap((stock) => {
    const levels = Object.entries((stock.levels ?? {}) as Record<string, { onHand: number; reserved: number }>);
    const broken = levels.filter(
      ([, level]) => level.reserved > level.onHand || level.reserved < 0 || level.onHand < 0,
    );
    const wanted = held.get(text(stock.productId)) ?? 0;
    return [
      ...broken.map(
        ([place, level]) => `${text(stock.sku)} at ${place}: reserved ${level.reserved}, on hand ${level.onHand}`,
      ),
      ...(num(stock.reserved) === wanted
        ? []
        : [`${text(stock.sku)}: reserved ${num(stock.reserved)}, reservations hold ${wanted}`]),
      ...(num(stock.valueMinor) < 0 ? [`${text(stock.sku)}: value ${num(stock.valueMinor)}`] : []),
      ...layersOf(stock),
      ...(num(stock.onHand) === 0 && num(stock.valueMinor) !== 0
        ? [`${text(stock.sku)}: no stock, value ${num(stock.valueMinor)}`]
        : []),
    ];
  });
}

/** First in, first out: the layers add up to what is on hand and what it is worth. */
function layersOf(stock: Item): string[] {
  if (stock.method !== 'fifo') return [];
  const layers = (stock.layers ?? []) as { quantity: number; valueMinor: number }[];
  const quantity = layers.reduce((sum, layer) => sum + layer.quantity, 0);
  const value = layers.reduce((sum, layer) => sum + layer.valueMinor, 0);
  return quantity === num(stock.onHand) && value === num(stock.valueMinor)
    ? []
    : [
        `${text(stock.sku)}: layers of ${quantity} at ${value}, stock of ${num(stock.onHand)} at ${num(stock.valueMinor)}`,
      ];
}

/** What waits for a product is what its queue holds, and nobody waits beside goods that are free. */
function waitingIsQueued(items: readonly Item[]): string[] {
  const queued = total(
    kind(items, 'inventory.shortage').map((shortage) => ({
      key: text(shortage.productId),
      amount: num(shortage.quantity),
    })),
  );
  return kind(items, 'inventory.stock').flatMap((stock) => [
    ...(num(stock.waiting) === (queued.get(text(stock.productId)) ?? 0)
      ? []
      : [`${text(stock.sku)}: waiting ${num(stock.waiting)}, in the queue ${queued.get(text(stock.productId)) ?? 0}`]),
    ...(num(stock.waiting) > 0 && num(stock.available) > 0
      ? [`${text(stock.sku)}: ${num(stock.available)} are free while ${num(stock.waiting)} wait`]
      : []),
  ]);
}

type StoredPeg = { reservationId: string; lineId: string; quantity: number; received: number };
type Pegged = { readonly pegs?: readonly StoredPeg[] };

/** What open supplies still keep for lines of demands, by reservation and line. */
function keptForLines(items: readonly Item[]): { key: string; reservationId: string; amount: number }[] {
  const pegsOf = (holder: object): readonly StoredPeg[] => (holder as Pegged).pegs ?? [];
  const open = (name: string, states: readonly string[]) =>
    kind(items, name).filter(({ state }) => states.includes(text(state)));
  const pegs = [
    ...open('production.order', ['planned', 'ready', 'in_progress']).flatMap(pegsOf),
    ...open('procurement.requisition', ['open']).flatMap(pegsOf),
    ...open('procurement.order', ['open']).flatMap((order) => linesOf(order).flatMap(pegsOf)),
  ];
  return pegs.map(({ reservationId, lineId, quantity, received }) => ({
    key: `${reservationId} ${lineId}`,
    reservationId,
    amount: quantity - received,
  }));
}

/** Whatever a demand lacks, an open supply is kept for it; no supply is kept for a demand that is gone. */
function nobodyWaitsForEver(items: readonly Item[]): string[] {
  const reservations = kind(items, 'inventory.reservation');
  const isOpen = new Set(reservations.filter(({ state }) => state === 'open').map(({ id }) => text(id)));
  const kept = keptForLines(items);
  const keptFor = total(kept);
  const waiting = reservations
    .filter(({ id }) => isOpen.has(text(id)))
    .flatMap((reservation) =>
      linesOf(reservation).map((line) => ({
        line,
        key: `${text(reservation.id)} ${text(line.lineId)}`,
        short: num(line.quantity) - num(line.reserved),
      })),
    );
  return [
    ...waiting
      .filter(({ key, short }) => short > (keptFor.get(key) ?? 0))
      .map(
        ({ line, key, short }) => `${text(line.sku)} for ${key}: lacks ${short}, kept for it ${keptFor.get(key) ?? 0}`,
      ),
    ...kept
      .filter(({ reservationId, amount }) => amount > 0 && !isOpen.has(reservationId))
      .map(({ key, amount }) => `${amount} are kept for ${key}, which is gone`),
  ];
}

/** L10: every win has exactly one order. */
function ordersOfWins(items: readonly Item[]): string[] {
  const wins = saidEvents(items).filter(({ type }) => type === 'crm.opportunity.won');
  const orders = total(kind(items, 'sales.order').map((order) => ({ key: text(order.opportunityId), amount: 1 })));
  const wanted = total(wins.map(({ subject }) => ({ key: subject, amount: 1 })));
  return [...wanted].flatMap(([id, count]) =>
    orders.get(id) === count ? [] : [`opportunity ${id}: won ${count} times, ${orders.get(id) ?? 0} orders`],
  );
}

/** What was invoiced equals what was dispatched (stocked lines of orders that bill on dispatch). */
function billedEqualsDispatched(items: readonly Item[]): string[] {
  return kind(items, 'sales.order').flatMap((order) =>
    order.invoicingPolicy !== 'dispatched'
      ? []
      : linesOf(order)
          .filter((line) => line.kind !== 'service' && num(line.delivered) !== num(line.billed))
          .map((line) => `order ${text(order.number)} ${line.sku}: delivered ${line.delivered}, billed ${line.billed}`),
  );
}

/** What payments cleared on invoices never exceeds what was paid. */
function allocatedWithinPaid(items: readonly Item[]): string[] {
  return kind(items, 'finance.payment').flatMap((payment) => {
    const allocated = ((payment.allocations ?? []) as { amountMinor: number }[]).reduce(
      (sum, part) => sum + part.amountMinor,
      0,
    );
    return allocated <= num(payment.amountMinor)
      ? []
      : [`payment ${text(payment.number)}: allocated ${allocated} of ${num(payment.amountMinor)}`];
  });
}

/** Document numbers have no gap and no double. */
function numbersWithoutGap(items: readonly Item[]): string[] {
  const numbers = new Map<string, number[]>();
  for (const item of items) {
    const match = /^([A-Z]+-\d{4})-(\d+)$/.exec(text(item.number));
    if (match === null || item.__edb_e__ === 'event') continue;
    const series = `${text(item.__edb_e__)} ${match[1]}`;
    numbers.set(series, [...(numbers.get(series) ?? []), Number(match[2])]);
  }
  return [...numbers].flatMap(([series, taken]) => {
    const sorted = [...taken].sort((a, b) => a - b);
    return sorted.every((number, index) => number === index + 1)
      ? []
      : [`series ${series}: ${sorted.slice(0, 20).join(', ')}`];
  });
}

/** Every change has its audit entry, and the chain of each record verifies up to its head. */
function chainsVerify(items: readonly Item[]): string[] {
  const chains = Map.groupBy(kind(items, 'audit'), (entry) => `${text(entry.entity)} ${text(entry.recordId)}`);
  const heads = new Map<string, string>();
  const faults: string[] = [];
  for (const [key, entries] of chains) {
    let previous = '';
    for (const entry of entries.sort((a, b) => (text(a.entry) < text(b.entry) ? -1 : 1))) {
      const { pk: _p, sk: _s, __edb_e__: _e, ...content } = entry;
      if (text(entry.previousHash) !== previous || entryHash(content) !== entry.hash)
        faults.push(`audit chain of ${key} breaks at ${text(entry.entry)}`);
      previous = text(entry.hash);
    }
    heads.set(key, `${previous}#${entries.length}`);
  }
  const audited = items.filter((item) => typeof item.auditHash === 'string' && typeof item.id === 'string');
  for (const item of audited) {
    if (heads.get(`${text(item.__edb_e__)} ${text(item.id)}`) !== `${text(item.auditHash)}#${num(item.version)}`)
      faults.push(`${text(item.__edb_e__)} ${text(item.id)}: audit head differs`);
  }
  return faults;
}
