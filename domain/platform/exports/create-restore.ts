/** Begins to restore a whole company from a container into this one, which must be empty. */
import { isHeld } from '../../../shared/authz/roles.ts';
import type { Context } from '../../../shared/context.ts';
import { reject } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { importContinued } from '../events.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import { CONTAINER_BYTES_MAX, type ImportBody } from '../import.schema.ts';
import { writeSource } from '../import-source.ts';
import { needPlatform } from '../need-platform.ts';
import { openImportFile } from '../open-import-file.ts';
import { allPermissions } from '../registry.ts';
import { NOTHING_COUNTED, readHead } from './check-container.ts';
import { expectEmpty, notEmpty } from './empty-tenant.ts';
import { TENANT_KIND } from './export.schema.ts';
import { RESTORATION_ID, restoration } from './restoration.entity.ts';
import { sha256More } from './resumable-sha256.ts';
import type { ContainerHead } from './tenant-container.ts';

const PERMISSION = 'platform.tenant:import';

/**
 * @throws Rejection 403 without the right, 422 where the file is no container or one of another version, 409 where the
 * company is not empty or has another currency, country or time zone. What is wrong further on in the file is found
 * before anything is written, and said by the job.
 */
export async function createRestore(context: Context, body: ImportBody): Promise<ImportResource> {
  await expectMayRestore(context);
  const id = context.deps.ids.next('imp');
  const file = await openImportFile(context, body, id, CONTAINER_BYTES_MAX);
  const { head, bytes } = readHead(file.head, file.pointer);
  await expectSameGround(context, head);
  const mark = await context.records.get(restoration, RESTORATION_ID);
  if (mark?.state === 'restored') throw notEmpty();
  if (mark?.state !== 'restoring') await expectEmpty(context);
  if (file.content !== undefined) await writeSource(needPlatform(context).files, file.key, file.content);
  const counted = { ...NOTHING_COUNTED, sha256: sha256More(NOTHING_COUNTED.sha256, file.head.subarray(0, bytes)) };
  return commit(context, async (work) => {
    const job = work.create(importJob, {
      ...{ id, kind: TENANT_KIND, format: 'ndjson', dryRun: body.dryRun, mapping: {}, delimiter: ',' },
      ...{ state: 'queued', sourceKey: file.key, bytes: file.bytes, cursor: { byte: bytes, line: 2 } },
      ...{ step: 0, rowsPerStep: 0, failures: 0, pages: 0 },
      counts: { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 },
      ...{ refusedFirst: [], reportTruncated: false },
      restore: { phase: 'checking', counted, createdAt: head.createdAt },
      ...{ createdBy: context.actor, correlationId: context.correlationId },
    });
    work.emit(importContinued, job, { importId: id, step: job.step });
    return presentImport(job);
  });
}

async function expectMayRestore({ permissions }: Context): Promise<void> {
  const permission = (await allPermissions()).find(({ name }) => name === PERMISSION);
  if (permission !== undefined && isHeld(permissions, permission)) return;
  throw reject('forbidden', 'auth.forbidden', `This needs the permission ${PERMISSION}.`, {
    facts: { permission: PERMISSION },
  });
}

/** What is fixed at sign-up and all books stand on. */
async function expectSameGround(context: Context, head: ContainerHead): Promise<void> {
  const profile = await profileOf(context);
  const other = (['currency', 'country', 'timeZone'] as const).filter((name) => profile[name] !== head[name]);
  if (other.length === 0) return;
  const wanted = other.map((name) => `${name} ${head[name]}`).join(', ');
  throw reject('conflict', 'platform.import.other_ground', `Sign a company up with ${wanted} to restore this one.`);
}
