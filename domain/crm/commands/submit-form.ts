/**
 * What a stranger sends through a form on a page becomes a lead. Everybody is answered in the same words: a robot does
 * not learn that it was caught, nor a person whom the company knows already.
 */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput, SentRequest } from '../../../shared/module.ts';
import { notFound, reject, rejectField } from '../../../shared/rejection.ts';
import { canonicalJson, sha256 } from '../../../shared/table/audit-chain.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { normalEmail } from '../identity.ts';
import { formMark, webForm } from '../web-form.entity.ts';
import { type FormAnswer, type FormKey, type FormSubmission, isTicked } from '../web-form.resource.ts';
import type { WebForm } from '../web-form.schema.ts';
import { addLead } from '../write-lead.ts';

const ACCEPTED: FormAnswer = { accepted: true };
/** From one address through one form. */
const SUBMISSIONS_MAX = 10;
const RATE_WINDOW_S = 60;
/** The same content again within this time is a second click. */
const SAME_WITHIN_S = 600;

/**
 * @throws Rejection 404 for a key of nothing or of a form that is switched off; 403 `crm.web_form.other_origin`; 422
 * `consent_required` at `/consent`; 429 `crm.web_form.too_many`
 */
export async function submitForm(
  context: Context,
  { params, body, sent }: RouteInput<FormKey, unknown, FormSubmission> & { readonly sent: SentRequest },
): Promise<FormAnswer> {
  const form = await context.records.get(webForm, `frm_${params.publicKey.record}`);
  if (form?.enabled !== true) throw notFound(webForm.name);
  expectOrigin(form, sent.headers.origin);
  if (body.website !== undefined && body.website !== '') return ACCEPTED;
  const consents = isTicked(body.consent);
  if (form.consentRequired && !consents) throw rejectField('/consent', 'consent_required', 'must be given');
  await commit(context, async (work) => {
    if (await isSentBefore(work, form, body, sent)) return;
    await countVisit(work, form, sent.sourceIp);
    const { name, email, company, message } = body;
    await addLead(work, {
      id: context.deps.ids.next('led'),
      name,
      email: normalEmail(email),
      ...(company === undefined ? {} : { company }),
      ...(message === undefined ? {} : { message }),
      source: 'web_form',
      webFormId: form.id,
      ...(form.ownerId === undefined ? {} : { ownerId: form.ownerId }),
      ...(consents && form.consentText !== undefined
        ? { consent: { text: form.consentText, at: nowAt(context.deps.clock) } }
        : {}),
    });
  });
  return ACCEPTED;
}

/** A program that is no browser says no origin, and could say any. */
function expectOrigin({ allowedOrigins }: WebForm, origin: string | undefined): void {
  if (origin === undefined || allowedOrigins.length === 0 || allowedOrigins.includes(origin)) return;
  throw reject('forbidden', 'crm.web_form.other_origin', 'The form is not for pages of this origin.');
}

/** By the sender's own key where it gave one, or else by content. Notes what is new. */
async function isSentBefore(work: Work, { id }: WebForm, body: FormSubmission, { headers }: SentRequest) {
  const key = headers['idempotency-key'];
  const content = sha256(canonicalJson(key === undefined ? ['content', body] : ['key', key]));
  return (await note(work, `${id}#sent#${content}`, SAME_WITHIN_S)) > 1;
}

async function countVisit(work: Work, { id }: WebForm, sourceIp: string): Promise<void> {
  const source = sha256(`${id}#${sourceIp}`);
  if ((await note(work, `${id}#from#${source}`, RATE_WINDOW_S)) <= SUBMISSIONS_MAX) return;
  throw reject('too_many', 'crm.web_form.too_many', 'Too many were sent from here. Try again in a minute.', {
    headers: { 'retry-after': String(RATE_WINDOW_S) },
  });
}

/** How often this was noted within the time, this time included. */
async function note(work: Work, id: string, withinS: number): Promise<number> {
  const nowS = Math.floor(work.context.deps.clock.now() / 1_000);
  const before = await work.records.get(formMark, id);
  if (before === undefined) return work.create(formMark, { id, count: 1, ttl: nowS + withinS }).count;
  if (before.ttl <= nowS) return work.update(formMark, before, { count: 1, ttl: nowS + withinS }).count;
  return work.update(formMark, before, { count: before.count + 1 }).count;
}
