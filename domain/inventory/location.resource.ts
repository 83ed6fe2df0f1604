/** The wire shape of a location. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Location, LocationKind } from './location.schema.ts';

/** Unique without regard to case and surplus blanks. */
export const LocationCode = textLine(64).meta({ id: 'LocationCode', examples: ['MAIN'] });
export const LocationName = textLine(200);

export const LocationInput = z.strictObject({
  code: LocationCode,
  /** The code where absent. */
  name: LocationName.optional(),
  kind: LocationKind.default('store'),
  /** Whether goods here may be promised: yes, unless it is a quarantine. Fixed once made. */
  pickable: z.boolean().optional(),
  isDefault: z.boolean().default(false),
});
export type LocationInput = z.infer<typeof LocationInput>;

export const LocationChange = z.strictObject({
  name: LocationName.optional(),
  /** Another location stops being the default by this one becoming it. */
  isDefault: z.literal(true).optional(),
});
export type LocationChange = z.infer<typeof LocationChange>;

export const LocationListQuery = PageQuery.extend({ code: LocationCode.optional() });
export type LocationListQuery = z.infer<typeof LocationListQuery>;

export const LocationResource = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    kind: LocationKind,
    pickable: z.boolean(),
    isDefault: z.boolean(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Location' });
export type LocationResource = z.infer<typeof LocationResource>;

export const presentLocation = (location: Stored<Location>, defaultId: string): LocationResource => ({
  id: location.id,
  code: location.code,
  name: location.name,
  kind: location.kind,
  pickable: location.pickable,
  isDefault: location.id === defaultId,
  version: location.version,
  createdAt: location.createdAt,
  updatedAt: location.updatedAt,
});
