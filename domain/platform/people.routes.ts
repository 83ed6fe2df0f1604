/** Users, invitations, roles and API keys. */
import { z } from 'zod';
import { PageQuery, pageOf } from '../../shared/http/paging.ts';
import { type Route, route } from '../../shared/module.ts';
import { ApiKeyResource, ApiKeyWithSecret } from './api-key.resource.ts';
import { InvitationResource, InvitationWithToken } from './invitation.resource.ts';
import { UserResource } from './member.resource.ts';
import {
  ApiKeyBody,
  ApiKeyParams,
  InvitationBody,
  InvitationParams,
  InvitationQuery,
  RoleBody,
  RoleParams,
  UpdateApiKeyBody,
  UpdateRoleBody,
  UpdateUserBody,
  UserParams,
  UserQuery,
} from './people.schema.ts';
import { RoleResource } from './role.resource.ts';

const Nothing = z.void();

const userRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users',
    permission: 'platform.user:read',
    summary: 'List users.',
    query: UserQuery,
    response: pageOf(UserResource),
    run: async () => (await import('./queries/list-users.ts')).listUsers,
  }),
  route({
    method: 'GET',
    path: '/users/{userId}',
    permission: 'platform.user:read',
    summary: 'One user.',
    params: UserParams,
    response: UserResource,
    run: async () => (await import('./queries/get-user.ts')).getUser,
  }),
  route({
    method: 'PATCH',
    path: '/users/{userId}',
    permission: 'platform.user:update',
    summary: 'Change a user’s roles or name, suspend or reinstate. Within what you hold yourself.',
    params: UserParams,
    body: UpdateUserBody,
    example: { roles: ['sales'] },
    ifMatch: 'required',
    response: UserResource,
    run: async () => (await import('./commands/update-user.ts')).updateUser,
  }),
  route({
    method: 'DELETE',
    path: '/users/{userId}',
    permission: 'platform.user:delete',
    summary: 'Remove a user. The last owner stays.',
    params: UserParams,
    ifMatch: 'required',
    response: Nothing,
    status: 204,
    run: async () => (await import('./commands/delete-user.ts')).deleteUser,
  }),
];

const invitationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/invitations',
    permission: 'platform.invitation:create',
    summary: 'Invite a person. The token is shown once: hand it on.',
    body: InvitationBody,
    example: { email: 'grace@example.com', roles: ['sales'] },
    response: InvitationWithToken,
    status: 201,
    secret: true,
    run: async () => (await import('./commands/create-invitation.ts')).createInvitation,
  }),
  route({
    method: 'GET',
    path: '/invitations',
    permission: 'platform.invitation:read',
    summary: 'List invitations.',
    query: InvitationQuery,
    response: pageOf(InvitationResource),
    run: async () => (await import('./queries/list-invitations.ts')).listInvitations,
  }),
  route({
    method: 'DELETE',
    path: '/invitations/{invitationId}',
    permission: 'platform.invitation:delete',
    summary: 'Take an invitation back.',
    params: InvitationParams,
    ifMatch: 'required',
    response: Nothing,
    status: 204,
    run: async () => (await import('./commands/delete-invitation.ts')).deleteInvitation,
  }),
];

const roleRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/roles',
    permission: 'platform.role:create',
    summary: 'Make a role of your own from permission patterns, within what you hold yourself.',
    body: RoleBody,
    example: { name: 'Dispatch', permissions: ['logistics.*', 'sales.order:read'] },
    response: RoleResource,
    status: 201,
    run: async () => (await import('./commands/create-role.ts')).createRole,
  }),
  route({
    method: 'GET',
    path: '/roles',
    permission: 'platform.role:read',
    summary: 'List your own roles.',
    query: PageQuery,
    response: pageOf(RoleResource),
    run: async () => (await import('./queries/list-roles.ts')).listRoles,
  }),
  route({
    method: 'GET',
    path: '/roles/{roleId}',
    permission: 'platform.role:read',
    summary: 'One role.',
    params: RoleParams,
    response: RoleResource,
    run: async () => (await import('./queries/get-role.ts')).getRole,
  }),
  route({
    method: 'PATCH',
    path: '/roles/{roleId}',
    permission: 'platform.role:update',
    summary: 'Change a role, for everyone who has it, at once.',
    params: RoleParams,
    body: UpdateRoleBody,
    ifMatch: 'required',
    response: RoleResource,
    run: async () => (await import('./commands/update-role.ts')).updateRole,
  }),
  route({
    method: 'DELETE',
    path: '/roles/{roleId}',
    permission: 'platform.role:delete',
    summary: 'Delete a role. Who has it loses what it granted, at once.',
    params: RoleParams,
    ifMatch: 'required',
    response: Nothing,
    status: 204,
    run: async () => (await import('./commands/delete-role.ts')).deleteRole,
  }),
];

const apiKeyRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api-keys',
    permission: 'platform.api_key:create',
    summary: 'Make an API key. It is shown once.',
    body: ApiKeyBody,
    example: { name: 'Web shop', scopes: ['crm.*', 'sales.order:read'] },
    response: ApiKeyWithSecret,
    status: 201,
    secret: true,
    run: async () => (await import('./commands/create-api-key.ts')).createApiKey,
  }),
  route({
    method: 'GET',
    path: '/api-keys',
    permission: 'platform.api_key:read',
    summary: 'List API keys, without their secrets.',
    query: PageQuery,
    response: pageOf(ApiKeyResource),
    run: async () => (await import('./queries/list-api-keys.ts')).listApiKeys,
  }),
  route({
    method: 'PATCH',
    path: '/api-keys/{apiKeyId}',
    permission: 'platform.api_key:update',
    summary: 'Rename an API key, or pin it to another version of the API.',
    params: ApiKeyParams,
    body: UpdateApiKeyBody,
    example: { apiVersion: '2026-11-24' },
    ifMatch: 'required',
    response: ApiKeyResource,
    run: async () => (await import('./commands/update-api-key.ts')).updateApiKey,
  }),
  route({
    method: 'DELETE',
    path: '/api-keys/{apiKeyId}',
    permission: 'platform.api_key:delete',
    summary: 'Revoke an API key, at once.',
    params: ApiKeyParams,
    ifMatch: 'required',
    response: Nothing,
    status: 204,
    run: async () => (await import('./commands/delete-api-key.ts')).deleteApiKey,
  }),
];

export const peopleRoutes: readonly Route[] = [...userRoutes, ...invitationRoutes, ...roleRoutes, ...apiKeyRoutes];
