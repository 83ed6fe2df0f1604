import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { callback } from '../callback.entity.ts';
import { type CallbackResource, type DismissCallbackInput, presentCallback } from '../callback.resource.ts';
import { callbackStates } from '../callback.states.ts';

/** Says that nothing is to be booked for kept money, and why. @throws Rejection `finance.callback.illegal_transition` */
export const dismissCallback = (
  context: Context,
  { params, body, ifMatch }: RouteInput<{ callbackId: string }, unknown, DismissCallbackInput>,
): Promise<CallbackResource> =>
  commit(context, async (work) => {
    const before = await work.records.need(callback, params.callbackId);
    expectVersion(before, ifMatch);
    const state = transition(callbackStates, 'dismiss', before.state);
    return presentCallback(work.update(callback, before, { state, dismissedBecause: body.reason }, 'dismiss'));
  });
