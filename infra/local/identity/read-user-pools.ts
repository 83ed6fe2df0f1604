/** User pools and their clients as the template declares them. */
import { z } from 'zod';
import type { Assembly } from '../template/assembly.ts';
import { flag, ignored, readProperties } from '../template/properties.ts';

export type PasswordPolicy = {
  readonly lengthMin: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly digits: boolean;
  readonly symbols: boolean;
};

export type UserPool = {
  readonly id: string;
  readonly arn: string;
  readonly issuer: string;
  readonly password: PasswordPolicy;
  readonly temporaryPasswordMs: number;
  /** Users are named by their e-mail address and known by an id. */
  readonly emailIsName: boolean;
  readonly caseSensitive: boolean;
  readonly selfSignUp: boolean;
  readonly preTokenArn: string | undefined;
};

export type PoolClient = {
  readonly id: string;
  readonly poolId: string;
  readonly flows: readonly string[];
  readonly accessMs: number;
  readonly idMs: number;
  readonly refreshMs: number;
  readonly hidesUnknownUsers: boolean;
};

const DAY_MS = 86_400_000;

const PoolProperties = z.object({
  Policies: z
    .object({
      PasswordPolicy: z
        .object({
          MinimumLength: z.coerce.number().default(8),
          RequireLowercase: flag.default(false),
          RequireUppercase: flag.default(false),
          RequireNumbers: flag.default(false),
          RequireSymbols: flag.default(false),
          TemporaryPasswordValidityDays: z.coerce.number().default(7),
        })
        .optional(),
    })
    .optional(),
  UsernameAttributes: z.array(z.string()).default([]),
  UsernameConfiguration: z.object({ CaseSensitive: flag.default(true) }).optional(),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: flag.default(false) }).optional(),
  LambdaConfig: z
    .strictObject({
      PreTokenGenerationConfig: z.strictObject({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') }).optional(),
      // The CDK writes the V1 name beside; the one with a version wins.
      PreTokenGeneration: z.string().optional(),
    })
    .optional(),
  ...ignored(
    'UserPoolName',
    'AccountRecoverySetting',
    'AliasAttributes',
    'AutoVerifiedAttributes',
    'DeletionProtection',
    'DeviceConfiguration',
    'EmailConfiguration',
    'EmailVerificationMessage',
    'EmailVerificationSubject',
    'EnabledMfas',
    'MfaConfiguration',
    'Schema',
    'SmsVerificationMessage',
    'UserAttributeUpdateSettings',
    'UserPoolAddOns',
    'UserPoolTags',
    'UserPoolTier',
    'VerificationMessageTemplate',
  ),
});

export function readUserPools(assembly: Assembly): readonly UserPool[] {
  return assembly.ofType('AWS::Cognito::UserPool').map((resource): UserPool => {
    const properties = readProperties(assembly, resource, PoolProperties);
    const policy = properties.Policies?.PasswordPolicy;
    return {
      id: resource.ref,
      arn: resource.arn,
      issuer: `https://cognito-idp.${assembly.region}.amazonaws.com/${resource.ref}`,
      password: {
        lengthMin: policy?.MinimumLength ?? 8,
        lowercase: policy?.RequireLowercase ?? true,
        uppercase: policy?.RequireUppercase ?? true,
        digits: policy?.RequireNumbers ?? true,
        symbols: policy?.RequireSymbols ?? true,
      },
      temporaryPasswordMs: (policy?.TemporaryPasswordValidityDays ?? 7) * DAY_MS,
      emailIsName: properties.UsernameAttributes.includes('email'),
      caseSensitive: properties.UsernameConfiguration?.CaseSensitive ?? true,
      selfSignUp: properties.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
      preTokenArn: properties.LambdaConfig?.PreTokenGenerationConfig?.LambdaArn,
    };
  });
}

const UNIT_MS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: DAY_MS };

const ClientProperties = z.object({
  UserPoolId: z.string(),
  ExplicitAuthFlows: z.array(z.string()).default([]),
  AccessTokenValidity: z.coerce.number().default(1),
  IdTokenValidity: z.coerce.number().default(1),
  RefreshTokenValidity: z.coerce.number().default(30),
  TokenValidityUnits: z
    .object({
      AccessToken: z.string().default('hours'),
      IdToken: z.string().default('hours'),
      RefreshToken: z.string().default('days'),
    })
    .default({ AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' }),
  PreventUserExistenceErrors: z.string().default('LEGACY'),
  GenerateSecret: z.literal(false, 'Clients with a secret are not known to the local cloud').optional(),
  RefreshTokenRotation: z
    .object({ Feature: z.literal('DISABLED', 'Rotation of refresh tokens is not known to the local cloud') })
    .optional(),
  ...ignored(
    'ClientName',
    'AllowedOAuthFlows',
    'AllowedOAuthFlowsUserPoolClient',
    'AllowedOAuthScopes',
    'AuthSessionValidity',
    'CallbackURLs',
    'EnableTokenRevocation',
    'LogoutURLs',
    'ReadAttributes',
    'SupportedIdentityProviders',
    'WriteAttributes',
  ),
});

export function readPoolClients(assembly: Assembly): readonly PoolClient[] {
  return assembly.ofType('AWS::Cognito::UserPoolClient').map((resource): PoolClient => {
    const properties = readProperties(assembly, resource, ClientProperties);
    const { TokenValidityUnits: units } = properties;
    const duration = (value: number, unit: string) => value * (UNIT_MS[unit] ?? Number.NaN);
    return {
      id: resource.ref,
      poolId: properties.UserPoolId,
      flows: properties.ExplicitAuthFlows,
      accessMs: duration(properties.AccessTokenValidity, units.AccessToken),
      idMs: duration(properties.IdTokenValidity, units.IdToken),
      refreshMs: duration(properties.RefreshTokenValidity, units.RefreshToken),
      hidesUnknownUsers: properties.PreventUserExistenceErrors === 'ENABLED',
    };
  });
}
