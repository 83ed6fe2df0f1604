/** What waits for a product's goods: one record a demand line that is short, removed when the line is whole. */
import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

export const Shortage = z.object({
  productId: z.string(),
  /** Sorts the queue: needed on, then reservation and line. See `shortageEntry`. */
  entry: z.string(),
  neededOn: z.string(),
  reservationId: z.string(),
  lineId: z.string(),
  /** Scaled; what the line still lacks. */
  quantity: z.number().int(),
});
export type Shortage = z.infer<typeof Shortage>;

export const shortageEntity = defineEntity({
  name: 'inventory.shortage',
  schema: Shortage,
  key: { partition: ['productId'], sort: ['entry'] },
  listed: false,
  audited: false,
});

/** The oldest need comes first; of one day, the demand that was there first (ids sort by time). */
export const shortageEntry = (neededOn: string, reservationId: string, lineId: string): string =>
  `${neededOn}#${reservationId}#${lineId}`;
