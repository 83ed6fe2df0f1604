/** Which revision and which components of a bill of material hold on a day. Pure; dates are `YYYY-MM-DD`. */
import type { BomComponent, BomRevision } from './bom.schema.ts';

/** The revision in force on a day: the one that began last; of two that began together, the one recorded later. */
export function revisionOn(revisions: readonly BomRevision[], on: string): BomRevision | undefined {
  return revisions
    .filter((revision) => revision.validFrom <= on)
    .reduce<BomRevision | undefined>(
      (best, next) => (best === undefined || isLater(next, best) ? next : best),
      undefined,
    );
}

const isLater = (a: BomRevision, b: BomRevision): boolean =>
  a.validFrom > b.validFrom || (a.validFrom === b.validFrom && a.revision > b.revision);

/** The components used on a day; `validTo` is the last day of use, so a successor begins the day after. */
export const componentsOn = (components: readonly BomComponent[], on: string): BomComponent[] =>
  components.filter(({ validFrom, validTo }) => (validFrom ?? on) <= on && on <= (validTo ?? on));
