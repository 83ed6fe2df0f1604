/**
 * The dimensions of the matrix. Each column is one way to reach for another company's data, asked of every route that
 * it applies to; what it asks follows from the row, what is foreign from the scene. To add a way is to add a line.
 */
import { GIVEN_ROLES } from '../../shared/authz/roles.ts';
import { asEachCredential, asRole, asTheirKey, OWN_ROLE } from './caller-probes.ts';
import {
  detours,
  foreignBodies,
  foreignCodes,
  foreignFilters,
  foreignPaths,
  foreignSorts,
  otherMethods,
} from './foreign-probes.ts';
import type { Column } from './matrix.ts';
import { publicProbes } from './public-probes.ts';
import { foreignCursors, ownReads, ownRequests, smuggledTenants, theirRequests } from './request-probes.ts';
import type { Row } from './rows.ts';
import type { Scene } from './scene.ts';

type ProbesOf = (row: Row, scene: Scene) => ReturnType<Awaited<ReturnType<Column['open']>>>;

/** For columns that need nothing but row and scene. */
const each =
  (probesOf: ProbesOf): Column['open'] =>
  async (scene) =>
  (row) =>
    row.kind === 'public' ? [] : probesOf(row, scene);

export const COLUMNS: readonly Column[] = [
  { name: 'our own records and lists', way: 'process', open: each(ownReads) },
  { name: 'foreign id in the path', way: 'process', open: each(foreignPaths) },
  { name: 'foreign id by a detour', way: 'gateway', open: each(detours) },
  { name: 'another method at a foreign id', way: 'gateway', open: each(otherMethods) },
  { name: 'foreign id in the body', way: 'process', open: each(foreignBodies) },
  { name: 'foreign code in the body', way: 'process', open: each(foreignCodes) },
  { name: 'foreign id or text in a filter', way: 'process', open: each(foreignFilters) },
  { name: 'foreign value in a sort', way: 'process', open: each(foreignSorts) },
  { name: 'their cursor, and ours bent to their place', way: 'process', open: foreignCursors },
  { name: 'their request under their idempotency key', way: 'process', open: each(theirRequests) },
  { name: 'their API key', way: 'process', open: asTheirKey },
  { name: 'tenant named beside the token', way: 'gateway', open: each(smuggledTenants) },
  { name: 'forged, expired and foreign credentials', way: 'process', open: asEachCredential },
  ...[...GIVEN_ROLES, OWN_ROLE].map((role): Column => ({ name: `role: ${role}`, way: 'process', open: asRole(role) })),
  { name: 'public doors', way: 'process', open: publicProbes },
  // It writes, and so comes last.
  { name: 'our request under their idempotency key', way: 'process', writes: true, open: each(ownRequests) },
];
