/** Routes that need no sign-in, and who one is signed in as. */
import { z } from 'zod';
import { publicRoute, type Route, route } from '../../shared/module.ts';
import { MeResource } from './me.resource.ts';
import { AcceptAnswer, AcceptBody } from './people.schema.ts';
import { SignUpAnswer, SignUpBody } from './sign-up.schema.ts';
import { SignOutBody, TokenAnswer, TokenBody } from './token.schema.ts';

const Nothing = z.void();

export const signInRoutes: readonly Route[] = [
  publicRoute({
    method: 'POST',
    path: '/signup',
    summary: 'Sign up a company. The same request sent again goes on where an interrupted one stopped.',
    body: SignUpBody,
    example: {
      company: 'Velo Works',
      email: 'ada@example.com',
      password: 'a long and secret phrase 1 A!',
      country: 'DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    },
    response: SignUpAnswer,
    status: 201,
    run: async () => (await import('./commands/sign-up.ts')).signUp,
  }),
  publicRoute({
    method: 'POST',
    path: '/auth/token',
    summary: 'Sign in by e-mail and password, or go on by refresh token.',
    body: TokenBody,
    example: { email: 'ada@example.com', password: 'a long and secret phrase 1 A!' },
    response: TokenAnswer,
    idempotency: 'none',
    run: async () => (await import('./commands/issue-token.ts')).issueToken,
  }),
  publicRoute({
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'End a session: its refresh token opens nothing any more.',
    body: SignOutBody,
    response: Nothing,
    status: 204,
    idempotency: 'none',
    run: async () => (await import('./commands/sign-out.ts')).signOut,
  }),
  publicRoute({
    method: 'POST',
    path: '/invitations/accept',
    summary: 'Become a member: a new person sets a password, one who has one shows it.',
    body: AcceptBody,
    response: AcceptAnswer,
    status: 201,
    idempotency: 'none',
    run: async () => (await import('./commands/accept-invitation.ts')).acceptInvitation,
  }),
  publicRoute({
    method: 'GET',
    path: '/health',
    summary: 'Whether the API answers.',
    response: z.object({ status: z.literal('ok'), stage: z.string(), time: z.string() }),
    run: async () => (await import('./queries/get-health.ts')).getHealth,
  }),
  publicRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This API’s description (OpenAPI 3.1); with a sign-in the company’s own, with the fields that it added.',
    knowsCaller: true,
    response: z.string(),
    contentType: 'application/json',
    run: async () => (await import('./queries/get-openapi.ts')).getOpenapi,
  }),
  route({
    method: 'GET',
    path: '/me',
    permission: 'platform.me:read',
    summary: 'Who you are signed in as, what you may do, and in which companies you are a member.',
    response: MeResource,
    run: async () => (await import('./queries/get-me.ts')).getMe,
  }),
];
