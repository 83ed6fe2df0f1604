import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { invitation } from '../invitation.entity.ts';
import { type InvitationResource, presentInvitation } from '../invitation.resource.ts';
import type { InvitationQuery } from '../people.schema.ts';

export const listInvitations = (
  context: Context,
  { query }: RouteInput<unknown, InvitationQuery>,
): Promise<Page<InvitationResource>> => {
  const { state } = query;
  const where = (found: { state: string }) => state === undefined || found.state === state;
  return readPage(context, invitation, query, { where }, presentInvitation);
};
