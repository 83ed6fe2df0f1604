/** The sender of the functions that reach receivers outside; a module of its own, so that no other bundle loads it. */

import { openOutbound } from '../../shared/outbound/send-outbound.ts';
import type { ExtraClients } from '../../shared/runtime/aws.ts';

export const outboundClient: ExtraClients = { outbound: (stage) => openOutbound({ stage }) };
