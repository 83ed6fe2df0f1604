import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { expectConsentText } from '../expect-consent-text.ts';
import { webForm } from '../web-form.entity.ts';
import { presentWebForm, type WebFormInput, type WebFormResource } from '../web-form.resource.ts';

/** Adds a form for the company's pages. @throws Rejection `required` (422) at `/consentText` */
export const createForm = (
  context: Context,
  { body }: RouteInput<unknown, unknown, WebFormInput>,
): Promise<WebFormResource> =>
  commit(context, async (work) => {
    const { consentRequired = false, allowedOrigins = [], ...rest } = body;
    const fields = { ...rest, consentRequired, allowedOrigins, enabled: true };
    expectConsentText(fields);
    return presentWebForm(work.create(webForm, { id: context.deps.ids.next('frm'), ...fields }));
  });
