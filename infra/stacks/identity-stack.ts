/** Sign-in: the user pool, its one server-side client, and the trigger that puts the tenant into the access token. */
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { PASSWORD_LENGTH_MIN } from '../../shared/authz/password-rule.ts';
import { explain } from '../constructs/explained.ts';
import { PERSON_KEYS, readRecords } from '../constructs/table-access.ts';
import { type FunctionSetting, TandemFunction } from '../constructs/tandem-function.ts';
import type { DataStack } from './data-stack.ts';

export class IdentityStack extends Stack {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, setting: FunctionSetting, data: DataStack) {
    const { stage, disposable } = setting.deployment;
    super(scope, id, { description: `Tandem ${stage}: sign-in`, terminationProtection: !disposable });
    this.userPool = new UserPool(this, 'Users', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OFF,
      passwordPolicy: {
        minLength: PASSWORD_LENGTH_MIN,
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: false,
        requireSymbols: false,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: !disposable,
      removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.explainPool();
    this.addPreToken(setting, data);
    this.client = this.userPool.addClient('Server', {
      authFlows: { userPassword: true },
      generateSecret: false,
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.client.userPoolClientId });
  }

  private explainPool(): void {
    explain(
      this.userPool,
      'AwsSolutions-COG1',
      'OWASP ASVS 5.0 (6.2.1, 6.2.5) and NIST SP 800-63B ask for length and forbid rules on the kinds of characters.',
    );
    explain(
      this.userPool,
      'AwsSolutions-COG2',
      'The product’s sign-in has no step for a second factor yet: asking for one here would lock everybody out.',
    );
    explain(
      this.userPool,
      'AwsSolutions-COG8',
      'Essentials has what the product uses (V2 pre-token trigger). Plus asks a price per person for protection.',
    );
  }

  /**
   * Reads the person in the platform space and the membership in the tenant. It knows the pool from its event: a
   * variable with the pool's id would be a cycle.
   */
  private addPreToken(setting: FunctionSetting, data: DataStack): void {
    const preToken = new TandemFunction(this, 'PreToken', {
      setting,
      entry: 'platform/pre-token',
      description: 'Puts tenant, member and role version into the access token',
      timeout: Duration.seconds(5),
    });
    preToken.allow(readRecords(data.table, PERSON_KEYS));
    preToken.actForTenants(data.tenantRole.roleArn);
    const operation = UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG;
    this.userPool.addTrigger(operation, preToken.lambda, LambdaVersion.V2_0);
  }
}
