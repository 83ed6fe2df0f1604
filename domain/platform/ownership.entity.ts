/**
 * Who owns the tenant: the active owners in one record, so that two who leave at once meet on its version and the last
 * one stays. A list of members is read from an index and could not be the ground for that decision.
 */
import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

export const OWNERSHIP_ID = 'ownership';
const Ownership = z.object({ id: z.literal(OWNERSHIP_ID), ownerIds: z.array(z.string()) });

export const ownership = defineEntity({ name: 'platform.ownership', schema: Ownership, listed: false });
