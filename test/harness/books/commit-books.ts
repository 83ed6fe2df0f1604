/**
 * What must hold of every single commit, told from the images before and after: each change has its version and its audit
 * entry, each move its value in the ledger, each number its document, each state its event. Reads stored items only.
 */
import type { AttributeMap, StreamRecord } from '../../../infra/local/table/index.ts';
import { entryHash } from '../../../shared/table/audit-chain.ts';
import { STATES_TOLD, saidBy } from './events-of-states.ts';
import { itemOf } from './item-of.ts';
import { type Item, linesOf, num, text, total } from './stored.ts';

type Change = { readonly before: Item | undefined; readonly after: Item | undefined };

const imageOf = (image: AttributeMap | undefined): Item | undefined => image && itemOf(image);

/** Every fault of one commit, in words. @param records all records of the commit, with both images */
export function checkCommit(records: readonly StreamRecord[]): string[] {
  const changes = records.map(
    ({ dynamodb }): Change => ({ before: imageOf(dynamodb.OldImage), after: imageOf(dynamodb.NewImage) }),
  );
  const created = changes.flatMap(({ before, after }) => (before === undefined && after !== undefined ? [after] : []));
  return [
    ...oneTenant(changes),
    ...versionsFollow(changes),
    ...changesAreAudited(changes, created),
    ...entriesBalance(created),
    ...stockMovesWithItsValue(changes, created),
    ...numbersAreUsed(changes, created),
    ...statesAreSaid(changes, created),
    ...paymentsCover(changes),
  ];
}

const entityOf = ({ before, after }: Change): string => text((after ?? before)?.__edb_e__);
const nameOf = (change: Change): string => `${entityOf(change)} ${text((change.after ?? change.before)?.id)}`;

/** Every key begins with the one tenant that the items say they are of. */
function oneTenant(changes: readonly Change[]): string[] {
  const tenants = new Set(changes.map(({ before, after }) => text((after ?? before)?.tenantId)));
  const strange = changes.filter(({ before, after }) => {
    const { pk, tenantId } = after ?? before ?? {};
    return !text(pk).startsWith(text(tenantId) === '' ? 'p#' : `t#${text(tenantId)}#`);
  });
  return [
    ...(tenants.size > 1 ? [`one commit for the tenants ${[...tenants].join(', ')}`] : []),
    ...strange.map((change) => `${nameOf(change)} lies at ${text((change.after ?? change.before)?.pk)}`),
  ];
}

function versionsFollow(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => {
    const { before, after } = change;
    // The platform's notes are written without looking.
    if (typeof after?.version !== 'number' || !text(after.pk).startsWith('t#')) return [];
    const wanted = num(before?.version) + 1;
    // A uniqueness marker that changes hands is a new one.
    return after.version === wanted || entityOf(change) === 'unique'
      ? []
      : [`${nameOf(change)}: version ${num(before?.version)}, then ${after.version}`];
  });
}

/** Each audited change has its entry in the same commit, hung on the one before it. */
function changesAreAudited(changes: readonly Change[], created: readonly Item[]): string[] {
  const entries = new Map(
    created.filter(({ __edb_e__ }) => __edb_e__ === 'audit').map((entry) => [text(entry.hash), entry]),
  );
  const faults = changes.flatMap((change) => {
    const { before, after } = change;
    if (typeof after?.auditHash !== 'string') return [];
    const entry = entries.get(after.auditHash);
    entries.delete(after.auditHash);
    if (entry === undefined) return [`${nameOf(change)} changed without an audit entry`];
    const { pk: _p, sk: _s, __edb_e__: _e, ...content } = entry;
    const isHung = text(entry.previousHash) === text(before?.auditHash) && entryHash(content) === entry.hash;
    return isHung ? [] : [`${nameOf(change)}: its audit entry does not follow`];
  });
  const removed = changes.filter(({ before, after }) => before?.auditHash !== undefined && after === undefined);
  return entries.size > removed.length ? [...faults, 'an audit entry of no change'] : faults;
}

function entriesBalance(created: readonly Item[]): string[] {
  return created.flatMap((item) => {
    if (item.__edb_e__ !== 'finance.entry') return [];
    const debit = linesOf(item).reduce((sum, line) => sum + num(line.debitMinor), 0);
    const credit = linesOf(item).reduce((sum, line) => sum + num(line.creditMinor), 0);
    return debit === credit && debit > 0 ? [] : [`journal entry ${text(item.id)}: debit ${debit}, credit ${credit}`];
  });
}

type Levels = Readonly<Record<string, { readonly onHand: number; readonly reserved: number }>>;
const levelsOf = (stock: Item | undefined): Levels => (stock?.levels ?? {}) as Levels;

/** Stock, moves and ledger change by the same in one commit; nothing is negative, nor reserved that is not there. */
function stockMovesWithItsValue(changes: readonly Change[], created: readonly Item[]): string[] {
  const stocks = changes.filter((change) => entityOf(change) === 'inventory.stock');
  const moves = created.filter(({ __edb_e__ }) => __edb_e__ === 'inventory.entry').flatMap(linesOf);
  const moved = total(
    moves.map((line) => ({ key: `${line.productId}@${line.locationId}`, amount: num(line.quantity) })),
  );
  const worth = total(moves.map((line) => ({ key: text(line.productId), amount: num(line.valueMinor) })));
  const seen = new Set<string>();
  const faults = stocks.flatMap((change) => {
    const { before, after } = change;
    const productId = text((after ?? before)?.productId);
    seen.add(productId);
    const valueBy = num(after?.valueMinor) - num(before?.valueMinor);
    const places = new Set([...Object.keys(levelsOf(before)), ...Object.keys(levelsOf(after))]);
    return [
      ...(valueBy === (worth.get(productId) ?? 0)
        ? []
        : [`${nameOf(change)} ${productId}: worth ${valueBy} more, moved ${worth.get(productId) ?? 0}`]),
      ...[...places].flatMap((place) => {
        const by = num(levelsOf(after)[place]?.onHand) - num(levelsOf(before)[place]?.onHand);
        const wanted = moved.get(`${productId}@${place}`) ?? 0;
        return by === wanted ? [] : [`stock of ${text(after?.sku)} at ${place}: ${by} more, moved ${wanted}`];
      }),
      ...Object.entries(levelsOf(after)).flatMap(([place, { onHand, reserved }]) =>
        onHand < 0 || reserved < 0 || reserved > onHand
          ? [`stock of ${text(after?.sku)} at ${place}: ${reserved} reserved of ${onHand}`]
          : [],
      ),
    ];
  });
  const unseen = [...worth.keys()].filter((productId) => !seen.has(productId));
  const stockLines = created.filter(({ __edb_e__ }) => __edb_e__ === 'finance.entry').flatMap(linesOf);
  const booked = stockLines
    .filter(({ role }) => role === 'stock')
    .reduce((sum, line) => sum + num(line.debitMinor) - num(line.creditMinor), 0);
  const value = [...worth.values()].reduce((sum, amount) => sum + amount, 0);
  return [
    ...faults,
    ...unseen.map((productId) => `${productId} moved, and its stock did not change`),
    ...(booked === value ? [] : [`moves worth ${value}, booked ${booked}`]),
  ];
}

const NUMBER = /^[A-Z]+-\d{4}-\d+$/;

/** As many numbers are taken as documents are made with them. */
function numbersAreUsed(changes: readonly Change[], created: readonly Item[]): string[] {
  const taken = changes
    .filter((change) => entityOf(change) === 'series')
    .reduce((sum, { before, after }) => sum + num(after?.last) - num(before?.last), 0);
  const used = created.filter(({ number }) => NUMBER.test(text(number))).length;
  return taken === used ? [] : [`${taken} numbers taken, ${used} documents`];
}

/** A state that somebody waits for comes with its event. */
function statesAreSaid(changes: readonly Change[], created: readonly Item[]): string[] {
  const said = new Set(saidBy(created));
  return changes.flatMap((change) => {
    const { before, after } = change;
    if (after === undefined || before?.state === after.state) return [];
    const [, , type] =
      STATES_TOLD.find(([entity, state]) => entity === entityOf(change) && state === after.state) ?? [];
    return type === undefined || said.has(`${text(after.id)} ${type}`) ? [] : [`${nameOf(change)} without ${type}`];
  });
}

function paymentsCover(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => {
    const { after } = change;
    if (after?.__edb_e__ !== 'finance.payment') return [];
    const parts = (after.allocations ?? []) as readonly { readonly amountMinor: number }[];
    const allocated = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    return allocated <= num(after.amountMinor)
      ? []
      : [`${nameOf(change)}: allocated ${allocated} of ${after.amountMinor}`];
  });
}
