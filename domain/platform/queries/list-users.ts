import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { member } from '../member.entity.ts';
import { presentUser, type UserResource } from '../member.resource.ts';
import type { UserQuery } from '../people.schema.ts';

/** Members, newest first; those who were removed are not among them. */
export const listUsers = (context: Context, { query }: RouteInput<unknown, UserQuery>): Promise<Page<UserResource>> => {
  const { state } = query;
  const where = (found: { state: string }) => (state === undefined ? found.state !== 'removed' : found.state === state);
  return readPage(context, member, query, { where }, presentUser);
};
