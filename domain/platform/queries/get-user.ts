import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import { member } from '../member.entity.ts';
import { presentUser, type UserResource } from '../member.resource.ts';
import type { UserParams } from '../people.schema.ts';

export async function getUser(context: Context, { params }: RouteInput<UserParams>): Promise<UserResource> {
  const found = await context.records.need(member, params.userId);
  if (found.state === 'removed') throw notFound(member.name);
  return presentUser(found);
}
