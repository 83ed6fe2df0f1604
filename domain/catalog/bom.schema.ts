/** The bill of material of a product: revisions with validity, each with components and operations. */
import { z } from 'zod';

export const BomComponent = z.object({
  lineId: z.string(),
  productId: z.string(),
  /** Scaled quantity of the component's stock unit in one batch. */
  quantity: z.number().int(),
  /** First and last day on which the component is used, both included; open where absent. */
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
});
export type BomComponent = z.infer<typeof BomComponent>;

const BomOperation = z.object({
  workCentreId: z.string(),
  /** Scaled minutes for one batch. */
  minutes: z.number().int(),
});

export const BomRevision = z.object({
  /** Counts from 1 in the order in which revisions were recorded. */
  revision: z.number().int(),
  /** First day of the revision; it is superseded from the first day of a later one. */
  validFrom: z.string(),
  /** Scaled quantity of the product that one batch yields. */
  batchQuantity: z.number().int(),
  components: z.array(BomComponent),
  operations: z.array(BomOperation),
  recordedAt: z.string(),
});
export type BomRevision = z.infer<typeof BomRevision>;

export const Bom = z.object({
  /** Derived from the product, so that a product has one bill of material. */
  id: z.string(),
  productId: z.string(),
  revisions: z.array(BomRevision),
});
export type Bom = z.infer<typeof Bom>;

export const BomGraph = z.object({
  id: z.string(),
  /** Counts the changes to any bill of material of the tenant. */
  changes: z.number().int(),
});
