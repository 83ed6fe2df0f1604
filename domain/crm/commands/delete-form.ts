import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { webForm } from '../web-form.entity.ts';

/** Takes a form away: what is sent to it is answered 404 from now on. Its leads stay. */
export const deleteForm = (context: Context, { params, ifMatch }: RouteInput<{ webFormId: string }>): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(webForm, params.webFormId);
    expectVersion(before, ifMatch);
    work.remove(webForm, before);
  });
