/** The place of a demand's line in the queue for a product. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { type Shortage, shortageEntity } from '../shortage.entity.ts';

/** What the queue holds of a line after it got `quantity` (scaled): less, or nothing. */
export function shortenQueue(work: Work, shortage: Stored<Shortage>, quantity: number): Stored<Shortage> | undefined {
  if (quantity < shortage.quantity) {
    return work.update(shortageEntity, shortage, { quantity: shortage.quantity - quantity });
  }
  work.remove(shortageEntity, shortage);
  return undefined;
}
