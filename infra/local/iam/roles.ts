/** The roles of the app: identity policies from wherever the template attaches them, and trust policies. */
import type { Assembly, ResolvedResource } from '../template/assembly.ts';
import type { Json, JsonObject } from '../template/template.ts';
import type { RequestFacts } from './conditions.ts';
import type { Variables } from './patterns.ts';
import {
  bindPolicy,
  compilePolicy,
  type Decision,
  type PolicyEvaluator,
  type PrincipalElement,
  resourcePolicyAllows,
  type Statement,
} from './policy.ts';

export type Role = {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
  readonly trust: readonly Statement[];
};

/** Who makes a call: a role, or a session of it with tags. */
export type Caller = {
  readonly arn: string;
  readonly allow: PolicyEvaluator;
};

export type Tags = Readonly<Record<string, string>>;

export type Roles = {
  readonly byArn: (arn: string) => Role;
  /** The role itself, as a function works with it. */
  readonly callerOf: (role: Role) => Caller;
  /**
   * A session of `target` with tags, as `sts:AssumeRole` gives it to `caller`.
   * @throws AccessDenied where either side forbids assuming or tagging
   */
  readonly assume: (caller: Role, targetArn: string, tags: Tags) => Caller;
};

export class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
}

/** Policies of AWS's own that Lambda roles commonly carry; they touch logs and traces only. */
const AWS_MANAGED = /^arn:aws:iam::aws:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;
const NO_VARIABLES: Variables = () => undefined;

export function readRoles(assembly: Assembly): Roles {
  const roles = new Map<string, Role>();
  for (const resource of assembly.ofType('AWS::IAM::Role')) roles.set(resource.arn, readRole(assembly, resource));
  const callers = new Map<string, Caller>();
  const byArn = (arn: string): Role => {
    const role = roles.get(arn);
    if (role === undefined) throw new Error(`No role of the app has the ARN ${arn}`);
    return role;
  };
  const callerOf = (role: Role): Caller => {
    const known = callers.get(role.arn);
    if (known !== undefined) return known;
    const caller = { arn: role.arn, allow: bindPolicy(role.statements, NO_VARIABLES, role.arn) };
    callers.set(role.arn, caller);
    return caller;
  };
  return {
    byArn,
    callerOf,
    assume: (caller, targetArn, tags) => assume(callerOf(caller), byArn(targetArn), tags),
  };
}

function readRole(assembly: Assembly, { ref, arn, properties }: ResolvedResource): Role {
  const documents: Json[] = [];
  for (const policy of (properties.Policies ?? []) as readonly JsonObject[])
    documents.push(policy.PolicyDocument ?? {});
  for (const policy of assembly.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')) {
    if (((policy.properties.Roles ?? []) as readonly string[]).includes(ref)) {
      documents.push(policy.properties.PolicyDocument ?? {});
    }
  }
  for (const attached of (properties.ManagedPolicyArns ?? []) as readonly string[]) {
    const own = assembly.ofType('AWS::IAM::ManagedPolicy').find((policy) => policy.arn === attached);
    if (own !== undefined) documents.push(own.properties.PolicyDocument ?? {});
    else if (!AWS_MANAGED.test(attached)) {
      throw new Error(`The role ${ref} carries ${attached}, which the local cloud does not know`);
    }
  }
  const statements = documents.flatMap((document) => compilePolicy(document));
  return { name: ref, arn, statements, trust: compilePolicy(properties.AssumeRolePolicyDocument) };
}

/**
 * Both sides must agree, as between roles of one account: the trust policy of the target always, the caller's own
 * policies unless the trust policy names the caller itself. A tagged session needs `sts:TagSession` beside.
 */
function assume(caller: Caller, target: Role, tags: Tags): Caller {
  const actions = Object.keys(tags).length === 0 ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:TagSession'];
  const facts: RequestFacts = (key) => tagFact(key, tags, 'aws:requesttag/') ?? requestFact(key, tags, caller);
  for (const action of actions) {
    const decision = mayAssume(caller, target, action, facts);
    if (decision !== true) throw new AccessDenied(decision);
  }
  const session = `${target.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/local`;
  const variables: Variables = (name) => tagFact(name, tags, 'aws:principaltag/')?.[0];
  return { arn: session, allow: bindPolicy(target.statements, variables, session) };
}

function mayAssume(caller: Caller, target: Role, action: string, facts: RequestFacts): Decision {
  const account = `arn:aws:iam::${target.arn.split(':')[4]}:root`;
  const named = ({ aws }: PrincipalElement) => aws.includes(caller.arn) || aws.includes('*');
  const inAccount = (principal: PrincipalElement) => named(principal) || principal.aws.includes(account);
  if (resourcePolicyAllows(target.trust, named, action, target.arn, facts)) return true;
  const trusted = resourcePolicyAllows(target.trust, inAccount, action, target.arn, facts);
  if (trusted) return caller.allow(action, target.arn, facts);
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${target.arn} (trust policy)`;
}

function tagFact(key: string, tags: Tags, prefix: string): string[] | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === key.slice(prefix.length));
  return found === undefined ? undefined : [found[1]];
}

function requestFact(key: string, tags: Tags, caller: Caller): string[] | undefined {
  if (key === 'aws:tagkeys') return Object.keys(tags);
  if (key === 'aws:principalarn') return [caller.arn];
  return undefined;
}
