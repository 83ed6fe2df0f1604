/** What the platform changed in the API, newest first; `docs/api-versions.md` tells it to people. */
import type { ApiChange } from '../../shared/http/versions.ts';

const whole = { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

/**
 * An import told its progress as `{ bytesRead, bytesTotal }`, which no other job could: each kind of job had names of its
 * own, and a client a branch for each.
 */
const sameProgressOfAllJobs: ApiChange = {
  version: '2026-11-24',
  summary: 'The progress of an import is `{ done, total, unit }`, as of every job; it was `{ bytesRead, bytesTotal }`.',
  resources: {
    Import: {
      older: (newer) => {
        const { done, total } = newer.progress as { readonly done: number; readonly total: number | null };
        return { ...newer, progress: { bytesRead: done, bytesTotal: total } };
      },
      olderSchema: (newer) => ({
        ...newer,
        properties: {
          ...(newer.properties as object),
          progress: {
            type: 'object',
            properties: { bytesRead: whole, bytesTotal: whole },
            required: ['bytesRead', 'bytesTotal'],
          },
        },
      }),
    },
  },
};

export const apiChanges: readonly ApiChange[] = [sameProgressOfAllJobs];
