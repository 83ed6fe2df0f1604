// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a mutant is a piece of source text.
import type { Mutant } from './mutant.ts';

const AUTHORIZER = 'domain/platform/authorize-request.ts';
const API = 'shared/http/api-function.ts';
const PAGING = 'shared/http/paging.ts';
const ROLES = 'shared/authz/roles.ts';
const TENANCY = 'shared/tenancy.ts';
const SECRETS = 'domain/platform/secret-text.ts';
const TOKEN = 'domain/platform/commands/issue-token.ts';
const ACCEPT = 'domain/platform/commands/accept-invitation.ts';
const GATEWAY = 'infra/constructs/route-table.ts';
const RUNTIME = 'infra/local/lambda/local-runtime.ts';

/** Leaks in who a caller is, what it may do, and what is kept in memory from one caller to the next. */
export const callerMutants: readonly Mutant[] = [
  {
    id: 'profile-of-the-first-tenant',
    file: TENANCY,
    find: 'const key = `${context.deps.table.name}#${context.tenantId}`;',
    replace: 'const key = context.deps.table.name;',
    breaks: 'An instance takes the company of its first request for that of all.',
  },
  {
    id: 'clients-of-the-first-tenant',
    file: 'shared/least-recently-used.ts',
    find: 'const value = kept.get(key) ?? make(key);',
    replace: 'const value = [...kept.values()][0] ?? make(key);',
    breaks: 'The credentials of the first tenant serve every other one.',
  },
  {
    id: 'session-for-another-tenant',
    file: RUNTIME,
    find: '{ TenantId: tenantId }',
    replace: "{ TenantId: '*' }",
    breaks: 'The session’s tag is not the tenant that it is made for.',
  },
  {
    id: 'token-claims-kept-for-all',
    file: AUTHORIZER,
    find: 'const known = verified.get(runtime)?.get(token);',
    replace: 'const known = verified.get(runtime)?.values().next().value;',
    breaks: 'What was verified of one token is believed of every other.',
  },
  {
    id: 'expired-token-accepted',
    file: AUTHORIZER,
    find: 'currentDate: new Date(runtime.clock.now()),',
    replace: 'currentDate: new Date(0),',
    breaks: 'A token holds for ever.',
  },
  {
    id: 'token-of-another-pool-accepted',
    file: AUTHORIZER,
    find: '      issuer: runtime.tokenIssuer(),\n',
    replace: '',
    breaks: 'A token of another pool opens this one’s companies.',
  },
  {
    id: 'token-of-another-client-accepted',
    file: AUTHORIZER,
    find: ' || payload.client_id !== runtime.settings.userPoolClientId) return undefined;',
    replace: ') return undefined;',
    breaks: 'A token that was made for another program opens the API.',
  },
  {
    id: 'token-of-another-use-accepted',
    file: AUTHORIZER,
    find: "if (payload.token_use !== 'access' || payload.client_id !== runtime.settings.userPoolClientId) return undefined;",
    replace:
      'if (payload.client_id !== undefined && payload.client_id !== runtime.settings.userPoolClientId) return undefined;',
    breaks: 'An id token, which a browser shows around, opens the API.',
  },
  {
    id: 'any-algorithm-accepted',
    file: AUTHORIZER,
    find: 'const { payload } = await jwtVerify(token, runtime.signingKeys(), {',
    replace:
      "if (token.endsWith('.')) return TokenClaims.safeParse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).data;\n    const { payload } = await jwtVerify(token, runtime.signingKeys(), {",
    breaks: 'A token that says it needs no signature is believed.',
  },
  {
    id: 'signature-not-verified',
    file: AUTHORIZER,
    find: 'if (error instanceof errors.JOSEError && !OUT_OF_REACH.has(error.code)) return undefined;',
    replace:
      "if (error instanceof errors.JWSSignatureVerificationFailed) return TokenClaims.safeParse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).data;\n    if (error instanceof errors.JOSEError && !OUT_OF_REACH.has(error.code)) return undefined;",
    breaks: 'Anybody writes a token.',
  },
  {
    id: 'changed-rights-not-asked-for',
    file: AUTHORIZER,
    find: "if (found?.state !== 'active' || String(found.roleVersion) !== roleVersion) return undefined;",
    replace: "if (found?.state !== 'active') return undefined;",
    breaks: 'A token from before a change of rights goes on.',
  },
  {
    id: 'secret-of-a-key-not-compared',
    file: AUTHORIZER,
    find: "if (!isRight || found?.state !== 'active') return undefined;",
    replace: "if (found?.state !== 'active') return undefined;",
    breaks: 'Whoever knows the id of a key has the key.',
  },
  {
    id: 'secret-compared-with-itself',
    file: SECRETS,
    find: "const kept = Buffer.from(keptHash ?? '', 'base64url');",
    replace: 'const kept = keptHash === undefined ? Buffer.alloc(0) : given;',
    breaks: 'Every secret is right.',
  },
  {
    id: 'revoked-key-accepted',
    file: AUTHORIZER,
    find: "if (!isRight || found?.state !== 'active') return undefined;",
    replace: 'if (!isRight || found === undefined) return undefined;',
    breaks: 'A key that was revoked goes on.',
  },
  {
    id: 'key-of-another-stage-accepted',
    file: AUTHORIZER,
    find: "if (key?.kind !== 'tk' || key.stage !== runtime.settings.stage) return undefined;",
    replace: "if (key?.kind !== 'tk') return undefined;",
    breaks: 'A key of the test stage is asked for in the production one.',
  },
  {
    id: 'key-without-its-person',
    file: AUTHORIZER,
    find: "if (owner?.state !== 'active' || found.createdAt < owner.joinedAt) return undefined;",
    replace: 'if (owner === undefined || found.createdAt < owner.joinedAt) return undefined;',
    breaks: 'The keys of somebody who was removed go on.',
  },
  {
    id: 'key-with-every-right',
    file: AUTHORIZER,
    find: "const patterns = [...found.scopes, OWN_RECORD].join(',');",
    replace: "const patterns = [...found.scopes, '*', OWN_RECORD].join(',');",
    breaks: 'A key may do what its maker left out.',
  },
  {
    id: 'permission-not-asked-for',
    file: API,
    find: 'if (permission === undefined || !isAllowed(heldBy(actor), permission)) {',
    replace: 'if (permission === undefined) {',
    breaks: 'Everybody who is signed in may do everything.',
  },
  {
    id: 'permission-of-the-first-route',
    file: API,
    find: 'const permission = manifest.permissions.find(({ name }) => name === route.permission);',
    replace:
      'const permission = manifest.permissions.find(({ name }) => name !== route.permission) ?? manifest.permissions[0];',
    breaks: 'A route asks for the permission of another one.',
  },
  {
    id: 'pattern-of-a-thing-grants-its-neighbours',
    file: ROLES,
    find: "return pattern.endsWith('*') && pattern.length > 2 && permission.startsWith(pattern.slice(0, -1));",
    replace: "return permission.startsWith(pattern.split('.')[0] ?? '');",
    breaks: 'A right on one thing of a module is one on all of it.',
  },
  {
    id: 'viewer-changes',
    file: ROLES,
    find: "(role === 'viewer' && permission.name.endsWith(':read')) ||",
    replace: "role === 'viewer' ||",
    breaks: 'Who may look may change.',
  },
  {
    id: 'tenant-of-the-query',
    file: API,
    find: 'tenantId: actor.tenantId as TenantId,',
    replace: "tenantId: (event.headers['x-tenant-id'] ?? actor.tenantId) as TenantId,",
    breaks: 'The tenant is what the caller says.',
  },
  {
    id: 'tenant-kept-from-the-last-request',
    file: API,
    find: 'tenantId: actor.tenantId as TenantId,',
    replace: 'tenantId: ((globalThis as { kept?: TenantId }).kept ??= actor.tenantId as TenantId),',
    breaks: 'An instance works for the tenant of its first request.',
  },
  {
    id: 'tenant-kept-from-the-last-event',
    file: 'shared/events/events-function.ts',
    find: 'tenantId: event.tenantId,',
    replace: 'tenantId: ((globalThis as { told?: typeof event.tenantId }).told ??= event.tenantId),',
    breaks: 'Reactions happen in the company whose event came first.',
  },
  {
    id: 'cursor-unsigned',
    file: PAGING,
    find: 'if (sent.length !== right.length || !timingSafeEqual(sent, right))',
    replace: 'if (sent.length !== right.length)',
    breaks: 'A cursor says whatever its sender wrote.',
  },
  {
    id: 'empty-signature-accepted',
    file: PAGING,
    find: 'if (sent.length !== right.length || !timingSafeEqual(sent, right))',
    replace: 'if (sent.length > 0 && (sent.length !== right.length || !timingSafeEqual(sent, right)))',
    breaks: 'A cursor without a signature is one.',
  },
  {
    id: 'cursor-of-any-tenant',
    file: PAGING,
    find: "  const { cursorKey } = await profileOf(context);\n  return createHmac('sha256', cursorKey)\n    .update(`${context.tenantId}.${binding}.${payload}`)",
    replace: "  return createHmac('sha256', 'cursor')\n    .update(`${binding}.${payload}`)",
    breaks: 'A cursor of one company goes on in another.',
  },
  {
    id: 'cursor-of-any-list',
    file: PAGING,
    find: '.update(`${context.tenantId}.${binding}.${payload}`)',
    replace: '.update(`${context.tenantId}.${payload}`)',
    breaks: 'A cursor of one list goes on in another, with another filter.',
  },
  {
    id: 'public-route-asks-nobody',
    file: GATEWAY,
    find: 'routes.push({ key: `ANY ${under}/{proxy+}`, module: name, authorized: true });',
    replace: 'routes.push({ key: `ANY ${under}/{proxy+}`, module: name, authorized: false });',
    breaks: 'Requests come to the functions without the authorizer.',
  },
  {
    id: 'another-company-without-membership',
    file: TOKEN,
    // Both checks, either of which is enough.
    find: "if (who?.tenantIds.includes(wanted) !== true) throw notMember();\n  const there = context.platform.inTenant(wanted, { kind: 'user', id: who.userId });\n  if ((await there.records.get(member, who.userId))?.state !== 'active') throw notMember();",
    replace: 'if (who === undefined) throw notMember();',
    breaks: 'Somebody asks for a token of a company that they are no member of, and hears another refusal.',
  },
  {
    id: 'invitation-with-any-secret',
    file: ACCEPT,
    find: 'if (!isRight || invited === undefined) throw noInvitation();',
    replace: 'if (invited === undefined || isRight === undefined) throw noInvitation();',
    breaks: 'Whoever knows the id of an invitation joins the company.',
  },
  {
    id: 'file-of-no-tenant',
    file: 'domain/platform/import-source.ts',
    find: 'export const uploadKeyOf = (tenantId: TenantId, uploadId: string): string => `${tenantId}/uploads/${uploadId}`;',
    replace:
      'export const uploadKeyOf = (tenantId: TenantId, uploadId: string): string => `${tenantId.slice(0, 4)}/uploads/${uploadId}`;',
    breaks: 'Uploads of all companies lie in one place, and can be imported by any.',
  },
  {
    id: 'ids-of-all-companies-alike',
    file: 'domain/catalog/units.ts',
    find: "derivedId('unt', tenantId, code);",
    replace: "derivedId('unt', tenantId.slice(0, 4), code);",
    breaks: 'The id of a code is the same in every company, and tells who else has it.',
  },
  {
    id: 'error-in-the-answer',
    file: 'shared/http/problem-json.ts',
    find: 'detail: rejection.message,',
    replace: 'detail: `${rejection.message} ${error instanceof Error ? (error.stack ?? "") : ""}`,',
    breaks: 'An answer tells where in the code it was refused.',
  },
];
