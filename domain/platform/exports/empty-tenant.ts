/**
 * A company is empty while it has nothing but what its sign-up made. That is taken out before another company's records
 * take its place, which have their own.
 */
import { asStep, type Context } from '../../../shared/context.ts';
import { reject } from '../../../shared/rejection.ts';
import { chunksOf } from '../../../shared/table/commit-in-steps.ts';
import { type Item, itemKey } from '../../../shared/table/entity.ts';
import { sendTransaction } from '../../../shared/table/send-transaction.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { WALK_START, type Walked, type WalkPlace, walkTenant } from './walk-tenant.ts';

const DELETES_A_COMMIT = 50;
/** A sign-up makes a few dozen records; a company with more is not looked at to its end. */
const PAGES_MAX = 2_000;

/** @throws Rejection 409 `platform.import.not_empty` */
export async function expectEmpty(context: Context): Promise<void> {
  await madeBySignUp(context);
}

/** Takes out what the sign-up made. @throws Rejection 409 where there is more */
export async function emptyTenant(context: Context): Promise<void> {
  for (const some of chunksOf(await madeBySignUp(context), DELETES_A_COMMIT)) {
    const writes = some.map(({ entity, record }) => {
      const fields = record as Item;
      const names = [...entity.partition, ...entity.sort];
      const key = Object.fromEntries(names.map((name) => [name, String(fields[name])]));
      return { kind: 'delete', key: itemKey(entity, context.tenantId, key) } as const;
    });
    await sendTransaction(asStep(context), async () => ({ result: undefined, writes, events: [] }));
  }
}

async function madeBySignUp(context: Context): Promise<Walked[]> {
  const { createdAt: signedUpAt } = await context.records.need(tenantProfile, context.tenantId);
  const all: Walked[] = [];
  let place: WalkPlace | undefined = WALK_START;
  for (let pages = 0; place !== undefined && pages < PAGES_MAX; pages += 1) {
    const { found, next }: Awaited<ReturnType<typeof walkTenant>> = await walkTenant(context, place);
    if (found.some(({ record }) => record.createdAt !== signedUpAt || record.updatedAt !== signedUpAt))
      throw notEmpty();
    all.push(...found);
    place = next;
  }
  return all;
}

export const notEmpty = () =>
  reject('conflict', 'platform.import.not_empty', 'A company is restored into an empty one. Sign up a new one for it.');
