/** The client of the functions that send due work to its queues. They and the sweeper send again, so the SDK does not. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ExtraClients } from '../../shared/runtime/aws.ts';

export const queueClient: ExtraClients = { queues: () => new SQSClient({ maxAttempts: 1 }) };
