/** Bodies and paths of the routes about people, roles and invitations. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { API_VERSION_NAMES } from '../../shared/http/versions.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { textLine } from '../../shared/values/text.ts';
import { invitationStates } from './invitation.states.ts';
import { RoleId, RoleRefs, UserId } from './member.schema.ts';
import { PermissionPatterns } from './role.schema.ts';
import { Email, NewPassword } from './sign-up.schema.ts';

const PersonName = textLine(120);

export const UserParams = z.object({ userId: UserId });
export type UserParams = z.infer<typeof UserParams>;
export const UpdateUserBody = z
  .strictObject({
    roles: RoleRefs.optional(),
    state: z.enum(['active', 'suspended']).optional(),
    name: PersonName.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'changes nothing');
export type UpdateUserBody = z.infer<typeof UpdateUserBody>;
export const UserQuery = PageQuery.extend({ state: z.enum(['active', 'suspended']).optional() });
export type UserQuery = z.infer<typeof UserQuery>;

export const InvitationParams = z.object({ invitationId: idSchema('ivt') });
export type InvitationParams = z.infer<typeof InvitationParams>;
export const InvitationBody = z.strictObject({ email: Email, roles: RoleRefs });
export type InvitationBody = z.infer<typeof InvitationBody>;
export const InvitationQuery = PageQuery.extend({ state: z.enum(invitationStates.states).optional() });
export type InvitationQuery = z.infer<typeof InvitationQuery>;
export const AcceptBody = z.strictObject({
  token: z.string().min(1).max(200),
  password: NewPassword,
  name: PersonName.optional(),
});
export type AcceptBody = z.infer<typeof AcceptBody>;
export const AcceptAnswer = z
  .object({
    tenant: z.object({ id: z.string(), company: z.string() }),
    user: z.object({ id: z.string(), email: z.string(), roles: z.array(z.string()) }),
  })
  .meta({ id: 'Membership' });
export type AcceptAnswer = z.infer<typeof AcceptAnswer>;

const RoleName = textLine(80);
export const RoleParams = z.object({ roleId: RoleId });
export type RoleParams = z.infer<typeof RoleParams>;
export const RoleBody = z.strictObject({ name: RoleName, permissions: PermissionPatterns });
export type RoleBody = z.infer<typeof RoleBody>;
export const UpdateRoleBody = z
  .strictObject({ name: RoleName.optional(), permissions: PermissionPatterns.optional() })
  .refine((body) => Object.keys(body).length > 0, 'changes nothing');
export type UpdateRoleBody = z.infer<typeof UpdateRoleBody>;

export const ApiKeyParams = z.object({ apiKeyId: idSchema('key') });
export type ApiKeyParams = z.infer<typeof ApiKeyParams>;
/** A version of the API, by its date. */
const Version = z.enum(API_VERSION_NAMES);
/** Without a version the key is pinned to the newest of the day it is made. */
export const ApiKeyBody = z.strictObject({
  name: textLine(80),
  scopes: PermissionPatterns,
  apiVersion: Version.optional(),
});
export type ApiKeyBody = z.infer<typeof ApiKeyBody>;
export const UpdateApiKeyBody = z
  .strictObject({ name: textLine(80).optional(), apiVersion: Version.optional() })
  .refine((body) => Object.keys(body).length > 0, 'changes nothing');
export type UpdateApiKeyBody = z.infer<typeof UpdateApiKeyBody>;
