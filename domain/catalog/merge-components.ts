/** How imported component rows go into a bill of material, without reads or writes. */
import { SCALE } from '../../shared/values/decimal.ts';
import type { BomComponent, BomRevision } from './bom.schema.ts';
import { revisionOn } from './bom-validity.ts';
import { expectComponent } from './decide-bom.ts';

export type ComponentRow = Omit<BomComponent, 'lineId'>;
export type Merged = { readonly revisions: BomRevision[]; readonly result: 'created' | 'updated' | 'unchanged' };
type Start = { readonly lineId: string; readonly recordedAt: string; readonly today: string };

/** Where a refusal points to in a row. */
const COLUMNS = { product: '/componentSku', validTo: '/validTo' };

/**
 * The revisions with one more row. A component with the row's product and first day is the same row: it changes in
 * place, so that a second import makes no doubles. A new one goes into the revision in force on its first day; a first
 * day before every revision moves the oldest one's beginning back.
 * @throws Rejection `duplicate_component`, `ends_before_it_begins` with the column as pointer
 */
export function mergeComponent(revisions: readonly BomRevision[], row: ComponentRow, start: Start): Merged {
  const known = findSame(revisions, row);
  if (known !== undefined) return replaceComponent(revisions, known, row);
  const component = { ...row, lineId: start.lineId };
  const target = revisionFor(revisions, row, start);
  expectComponent(component, target.components, COLUMNS);
  const grown = { ...target, components: [...target.components, component] };
  const others = revisions.filter(({ revision }) => revision !== target.revision);
  return { revisions: [...others, grown].sort((a, b) => a.revision - b.revision), result: 'created' };
}

function findSame(revisions: readonly BomRevision[], row: ComponentRow) {
  for (const revision of [...revisions].reverse()) {
    const component = revision.components.find(
      ({ productId, validFrom }) => productId === row.productId && validFrom === row.validFrom,
    );
    if (component !== undefined) return { revision, component };
  }
  return undefined;
}

function replaceComponent(
  revisions: readonly BomRevision[],
  { revision, component }: { revision: BomRevision; component: BomComponent },
  row: ComponentRow,
): Merged {
  if (component.quantity === row.quantity && component.validTo === row.validTo) {
    return { revisions: [...revisions], result: 'unchanged' };
  }
  const changed = { ...row, lineId: component.lineId };
  const others = revision.components.filter(({ lineId }) => lineId !== component.lineId);
  expectComponent(changed, others, COLUMNS);
  const components = revision.components.map((known) => (known.lineId === component.lineId ? changed : known));
  const next = { ...revision, components };
  return {
    revisions: revisions.map((known) => (known.revision === revision.revision ? next : known)),
    result: 'updated',
  };
}

function revisionFor(revisions: readonly BomRevision[], row: ComponentRow, start: Start): BomRevision {
  const on = row.validFrom ?? start.today;
  const inForce = revisionOn(revisions, on);
  if (inForce !== undefined) return inForce;
  const oldest = revisions.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))[0];
  if (oldest !== undefined) return { ...oldest, validFrom: on };
  return {
    revision: 1,
    validFrom: on,
    batchQuantity: SCALE,
    components: [],
    operations: [],
    recordedAt: start.recordedAt,
  };
}
