// The same suite on Amazon's DynamoDB Local, so that the suite itself is checked.
import { describe } from 'vitest';
import { conformanceSuite } from '../suite.ts';
import { hasJava, startDynamoDbLocal } from './local.ts';

describe.skipIf(!hasJava())('on', () => {
  conformanceSuite('DynamoDB Local', startDynamoDbLocal);
});
