/** The clients of functions that reach sign-in and files; a module of its own, so that no other bundle loads them. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { S3Client } from '@aws-sdk/client-s3';
import type { ExtraClients } from '../../shared/runtime/aws.ts';

export const platformClients: ExtraClients = {
  identity: () => new CognitoIdentityProviderClient({}),
  // Else the checksum of an empty body is signed into a presigned upload, and S3 refuses every file but an empty one.
  files: () => new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
};
