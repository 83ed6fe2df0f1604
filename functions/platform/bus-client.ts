/** The client of the functions that send to the bus. Their loop and the sweeper send again, so the SDK does not. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { ExtraClients } from '../../shared/runtime/aws.ts';

export const busClient: ExtraClients = { bus: () => new EventBridgeClient({ maxAttempts: 1 }) };
