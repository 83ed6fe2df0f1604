/** Exports a whole tenant: the container's head, its people, everything that the walk finds, and the end. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { ListPosition } from '../../../shared/table/records.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { member } from '../member.entity.ts';
import type { ExportJob } from './export.schema.ts';
import type { ExportSource } from './export-source.ts';
import { SHA256_START, type Sha256State, sha256Hex, sha256More } from './resumable-sha256.ts';
import { addToState, NO_STATE, NO_TENANT_ID, neutralText } from './state-hash.ts';
import { CONTAINER_VERSION, type ContainerEnd, type ContainerHead, type ContainerPerson } from './tenant-container.ts';
import { WALK_START, type Walked, type WalkPlace, walkTenant } from './walk-tenant.ts';

type Place = Omit<ContainerEnd, 'sha256'> & {
  readonly sha256: Sha256State;
  /** Behind the last person; undefined when all are told. */
  readonly person?: ListPosition | 'first' | undefined;
  readonly walk: WalkPlace;
};

/** Bytes that a step holds at once, roughly. */
const BYTES_MAX = 4 * 1024 * 1024;
const PEOPLE_A_PAGE = 100;

export const tenantSource = (job: Stored<ExportJob>): ExportSource => ({
  contentType: 'application/x-ndjson',
  read: async (context, from, untilMs) => {
    const lines: string[] = [];
    let place = from as Place | undefined;
    let next: WalkPlace | undefined = place?.walk;
    if (place === undefined) {
      lines.push(JSON.stringify(await headOf(context)));
      place = { ...EMPTY, sha256: SHA256_START, person: 'first', walk: WALK_START };
      next = WALK_START;
    }
    let size = 0;
    let rows = 0;
    while (next !== undefined && size < BYTES_MAX && (rows === 0 || context.deps.clock.now() < untilMs)) {
      const page: Told =
        place.person === undefined ? await tellRecords(context, place, job) : await tellPeople(context, place);
      ({ place, next } = page);
      lines.push(...page.lines);
      rows += page.lines.length;
      size += page.lines.reduce((sum, line) => sum + line.length, 0);
    }
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const sha256 = sha256More(place.sha256, bytes);
    if (next !== undefined) return { bytes, rows, next: { ...place, sha256, walk: next } };
    const { walk: _, person: _p, ...facts } = place;
    const end: ContainerEnd = { ...facts, sha256: sha256Hex(sha256) };
    return { bytes: Buffer.concat([bytes, Buffer.from(`${JSON.stringify({ end })}\n`)]), rows, next: undefined };
  },
});

const EMPTY = { records: 0, people: 0, counts: {}, stateHash: NO_STATE, changedMeanwhile: false };

type Told = { readonly place: Place; readonly next: WalkPlace | undefined; readonly lines: string[] };

async function headOf(context: Context): Promise<ContainerHead> {
  const { company, country, currency, timeZone, createdAt } = await profileOf(context);
  const exportedAt = nowAt(context.deps.clock);
  const about = { container: 'tandem.tenant', version: CONTAINER_VERSION } as const;
  return { ...about, company, country, currency, timeZone, createdAt, exportedAt };
}

async function tellPeople(context: Context, place: Place): Promise<Told> {
  const after = place.person === 'first' ? undefined : place.person;
  const page = await context.records.list(member, 'all', [], { limit: PEOPLE_A_PAGE, ascending: true, after });
  const lines = page.records.map(({ id, email, name, roles }) => {
    const p: ContainerPerson = { id, email, roles: [...roles], ...(name === undefined ? {} : { name }) };
    return JSON.stringify({ p }).replaceAll(context.tenantId, NO_TENANT_ID);
  });
  return { lines, next: place.walk, place: { ...place, people: place.people + lines.length, person: page.next } };
}

async function tellRecords(context: Context, place: Place, job: Stored<ExportJob>): Promise<Told> {
  const { found, next } = await walkTenant(context, place.walk);
  const lines = found.map(({ entity, record }) => neutralText(entity, record));
  const counts = { ...place.counts };
  for (const { entity } of found) counts[entity.name] = (counts[entity.name] ?? 0) + 1;
  return {
    lines,
    next,
    place: {
      ...place,
      walk: next ?? place.walk,
      counts,
      records: place.records + found.length,
      stateHash: addToState(place.stateHash, lines),
      changedMeanwhile: place.changedMeanwhile || found.some((one) => isNewerThan(one, job.createdAt)),
    },
  };
}

const isNewerThan = ({ record }: Walked, instant: string): boolean => record.updatedAt > instant;
