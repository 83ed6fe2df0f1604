/** A place where stock lies, as it is stored. */
import { z } from 'zod';

export const LocationKind = z.enum(['store', 'production', 'quarantine']);
export type LocationKind = z.infer<typeof LocationKind>;

export const Location = z.object({
  id: z.string(),
  /** Unique within the tenant without regard to case: the id is derived from it, so it never changes. */
  code: z.string(),
  name: z.string(),
  kind: LocationKind,
  /** Whether goods here may be promised. Fixed, because every stock level keeps a copy to compute what is available. */
  pickable: z.boolean(),
});
export type Location = z.infer<typeof Location>;

/**
 * Where goods go, and are taken from first, when nobody says otherwise: a location that is pickable. One record a tenant,
 * under the tenant's id.
 */
export const Warehouse = z.object({
  id: z.string(),
  defaultLocationId: z.string(),
  /** Copied from the location, where it is fixed, so that who puts goods there need not read it. */
  defaultCode: z.string(),
});
export type Warehouse = z.infer<typeof Warehouse>;
