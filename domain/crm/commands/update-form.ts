import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { saidFields } from '../../../shared/values/text.ts';
import { expectConsentText } from '../expect-consent-text.ts';
import { webForm } from '../web-form.entity.ts';
import { presentWebForm, type WebFormChange, type WebFormResource } from '../web-form.resource.ts';
import type { WebForm } from '../web-form.schema.ts';

/** Changes a form; leads keep the consent text that they were given. @throws Rejection as `createForm` */
export const updateForm = (
  context: Context,
  { params, body, ifMatch }: RouteInput<{ webFormId: string }, unknown, WebFormChange>,
): Promise<WebFormResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(webForm, params.webFormId);
    expectVersion(before, ifMatch);
    const after: Stored<WebForm> = { ...before, ...(saidFields(body) as Partial<WebForm>) };
    expectConsentText(after);
    return presentWebForm(work.update(webForm, before, after));
  });
