/** What must not be left once everybody has finished: read as stored, without the modules' own code. */
type Item = Readonly<Record<string, unknown>>;

const kind = (items: readonly Item[], name: string): Item[] => items.filter((item) => item.__edb_e__ === name);
const linesOf = (item: Item): Readonly<Record<string, number | string>>[] =>
  (item.lines as Readonly<Record<string, number | string>>[] | undefined) ?? [];

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Documents by the states in which nothing waits for anybody. */
const DONE: Readonly<Record<string, readonly string[]>> = {
  'sales.order': ['completed', 'closed', 'cancelled'],
  'production.order': ['completed', 'cancelled'],
  'procurement.requisition': ['received', 'cancelled'],
  'logistics.shipment': ['delivered', 'cancelled'],
  'finance.invoice': ['paid', 'credited'],
  'inventory.reservation': ['fulfilled', 'released'],
};

export function leftBehind(items: readonly Item[]): string[] {
  const undone = Object.entries(DONE).flatMap(([entity, states]) =>
    kind(items, entity)
      .filter(({ state }) => !states.includes(String(state)))
      .map(({ id, number, sku, state }) => `${entity} ${number ?? id} ${sku ?? ''} is left ${state}`),
  );
  const held = kind(items, 'inventory.reservation').flatMap((reservation) =>
    linesOf(reservation)
      .filter(({ reserved, consumed, allocations }) => reserved !== consumed || isFilled(allocations))
      .map(({ sku }) => `reservation ${reservation.id} (${reservation.state}) still holds ${sku}`),
  );
  const stock = kind(items, 'inventory.stock')
    .filter(({ reserved, waiting }) => reserved !== 0 || waiting !== 0)
    .map(({ sku, reserved, waiting }) => `stock of ${sku}: reserved ${reserved}, waiting ${waiting}`);
  const queues = kind(items, 'inventory.shortage').map(({ entry }) => `still in a queue: ${entry}`);
  const plans = [...kind(items, 'procurement.plan'), ...kind(items, 'production.plan')]
    .filter(({ supplies }) => (supplies as unknown[]).length > 0)
    .map(({ supplies }) => `a plan still counts on ${JSON.stringify(supplies)}`);
  const accounts = ['work_in_progress', 'received_not_invoiced']
    .map((role) => [role, balanceOf(items, role)] as const)
    .filter(([, balance]) => balance !== 0)
    .map(([role, balance]) => `${role} is ${balance}`);
  return [...undone, ...held, ...stock, ...queues, ...plans, ...accounts];
}

const balanceOf = (items: readonly Item[], role: string): number =>
  kind(items, 'finance.entry')
    .flatMap(linesOf)
    .filter((line) => line.role === role)
    .reduce((sum, { debitMinor, creditMinor }) => sum + Number(debitMinor) - Number(creditMinor), 0);
