/**
 * A company signs up. It spans the directory, the user pool and the tenant's own records, which no transaction joins;
 * so it is a row of steps, each safe to repeat, and the same request sent again goes on where the last one stopped:
 *
 * 1. the directory reserves the e-mail and a tenant id for it (platform space);
 * 2. the user pool gets the person and the password (`ensurePassword`);
 * 3. one commit makes the tenant, whole: profile, subscription, owner, and what every module sets up.
 *
 * The tenant's profile is the last thing written, so that it alone says whether the sign-up has come through.
 */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { reject } from '../../../shared/rejection.ts';
import { platformWork } from '../../../shared/runtime/contexts.ts';
import { canonicalJson, sha256 } from '../../../shared/table/audit-chain.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { type TenantProfile, tenantProfile } from '../../../shared/tenancy.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { ensurePassword, signIn } from '../credentials.ts';
import { memberJoined, tenantCreated } from '../events.ts';
import { joinTenant } from '../join-tenant.ts';
import { person } from '../person.entity.ts';
import { emailHashOf, foldEmail, type Person, userIdOf, withMembership } from '../person.schema.ts';
import { allModules } from '../registry.ts';
import type { SignUpAnswer, SignUpBody } from '../sign-up.schema.ts';
import { subscription } from '../subscription.entity.ts';
import { SUBSCRIPTION_ID } from '../subscription.schema.ts';
import { directoryKeyOf, tenantDirectory } from '../tenant-directory.entity.ts';

type SignUp = NonNullable<Person['signUp']>;
type Attempt = Omit<SignUp, 'tenantId'>;
type Reserved = Person & { readonly signUp: SignUp };

/**
 * @throws Rejection 409 `platform.signup.email_taken` where the e-mail has a company already, 401 where it belongs to a
 * person with another password, 422 `/password` where it is too weak
 */
export async function signUp(
  context: PlatformContext,
  { body }: RouteInput<unknown, unknown, SignUpBody>,
): Promise<SignUpAnswer> {
  const attempt = attemptOf(context, body);
  const known = await context.platform.records.get(person, { emailHash: emailHashOf(body.email) });
  const replayed = await answerAgain(context, known, attempt, body.password);
  if (replayed !== undefined) return replayed;
  // Nothing is reserved in the name of a person who has a password before it is shown to be theirs.
  const isVerified = known?.state === 'active';
  if (isVerified) await signIn(context.platform.identity, known.email, body.password);
  const owner = await reserve(context, body, attempt);
  if (!isVerified) await ensurePassword(context, owner, body.password, false);
  const tenant = tenantOf(context, owner);
  return presentSignUp(tenant, owner, await makeTenant(tenant, owner, body));
}

function attemptOf(context: PlatformContext, { password: _, ...facts }: SignUpBody): Attempt {
  const requestHash = sha256(canonicalJson({ ...facts, email: foldEmail(facts.email) }));
  return context.idempotencyKey === undefined
    ? { requestHash }
    : { requestHash, keyHash: sha256(context.idempotencyKey) };
}

const tenantOf = (context: PlatformContext, { signUp: { tenantId }, userId }: Reserved): Context =>
  context.platform.inTenant(tenantId as TenantId, { kind: 'user', id: userId });

/** The answer of a sign-up that has come through, for the very request that made it; undefined where none has. */
async function answerAgain(
  context: PlatformContext,
  known: Person | undefined,
  attempt: Attempt,
  password: string,
): Promise<SignUpAnswer | undefined> {
  if (known?.signUp === undefined) return undefined;
  const owner = { ...known, signUp: known.signUp };
  const tenant = tenantOf(context, owner);
  const made = await tenant.records.get(tenantProfile, tenant.tenantId);
  if (made === undefined) return undefined;
  expectReplay(owner.signUp, attempt);
  await signIn(context.platform.identity, owner.email, password);
  return presentSignUp(tenant, owner, made);
}

/** The first step. It writes ahead of what it names: directory entries may point to a tenant that is not there yet. */
function reserve(context: PlatformContext, body: SignUpBody, attempt: Attempt): Promise<Reserved> {
  const emailHash = emailHashOf(body.email);
  return commit(platformWork(context), async (work) => {
    const before = await work.records.get(person, { emailHash });
    if (before?.signUp !== undefined) {
      const signUp = { tenantId: before.signUp.tenantId, ...attempt };
      return { ...work.update(person, before, { signUp }), signUp };
    }
    const tenantId = context.deps.ids.next('ten');
    const signUp = { tenantId, ...attempt };
    const tenantIds = withMembership(before?.tenantIds ?? [], tenantId);
    work.create(tenantDirectory, { ...directoryKeyOf(tenantId), company: body.company });
    if (before !== undefined) return { ...work.update(person, before, { signUp, tenantIds }), signUp };
    const email = foldEmail(body.email);
    const userId = userIdOf(email);
    return { ...work.create(person, { emailHash, userId, email, state: 'pending', signUp, tenantIds }), signUp };
  });
}

/** A completed sign-up answers again only to the very request that made it; to any other it says that it is taken. */
function expectReplay(signedUp: SignUp, attempt: Attempt): void {
  if (attempt.keyHash === undefined || attempt.keyHash !== signedUp.keyHash)
    throw reject('conflict', 'platform.signup.email_taken', 'This e-mail has signed up already. Sign in instead.');
  if (attempt.requestHash !== signedUp.requestHash)
    throw reject('invalid', 'idempotency.key_reused', 'This Idempotency-Key was used with another request.');
}

async function makeTenant(tenant: Context, owner: Reserved, body: SignUpBody): Promise<Stored<TenantProfile>> {
  const { company, country, currency, timeZone } = body;
  const setUps = await Promise.all((await allModules()).map(({ setUp }) => setUp?.()));
  return commit(tenant, async (work) => {
    // Another attempt at the same time may have come first: its tenant is this one's.
    const made = await work.records.get(tenantProfile, tenant.tenantId);
    if (made !== undefined) return made;
    const cursorKey = tenant.deps.ids.secret(32);
    const id = tenant.tenantId;
    const profile = work.create(tenantProfile, { id, company, country, currency, timeZone, cursorKey }, 'sign_up');
    for (const setUp of setUps) setUp?.(work, { company, country, currency });
    await addOwner(work, owner);
    const { plan } = await work.records.need(subscription, SUBSCRIPTION_ID);
    work.emit(tenantCreated, profile, { tenantId: id, company, country, currency, plan });
    return profile;
  });
}

async function addOwner(work: Work, { userId, email }: Reserved): Promise<void> {
  const joined = await joinTenant(work, { userId, email, roles: ['owner'] });
  work.emit(memberJoined, joined, { userId, roles: joined.roles });
}

async function presentSignUp(tenant: Context, owner: Reserved, made: Stored<TenantProfile>): Promise<SignUpAnswer> {
  const { plan, trialEndsAt } = await tenant.records.need(subscription, SUBSCRIPTION_ID);
  const { id, company, country, currency, timeZone, createdAt } = made;
  return {
    tenant: { id, company, country, currency, timeZone, plan, trialEndsAt: trialEndsAt ?? null, createdAt },
    user: { id: owner.userId, email: owner.email, roles: ['owner'] },
  };
}
