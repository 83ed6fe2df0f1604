/**
 * Receivers of webhooks behind the port to outside: each has a temper of its own and notes what it got. Whatever an answer
 * was, and whether it arrived, a receiver has what it got.
 */
import type { Outbound, OutboundAnswer, OutboundRequest } from '../../shared/outbound/outbound.ts';
import { OutboundFailed } from '../../shared/outbound/outbound.ts';
import type { Core } from './core.ts';
import type { Fault } from './faults.ts';
import { callPort, type Running } from './port-call.ts';

/** One request as it arrived. */
export type Receipt = { readonly at: number } & Pick<OutboundRequest, 'headers' | 'body'>;

/** How a receiver answers: a status, with `Retry-After` in seconds; no answer at all where it says nothing. */
export type Reply = { readonly status: number; readonly retryAfter?: number } | undefined;
export type Receiver = {
  readonly url: string;
  readonly receipts: Receipt[];
  /** What it says to the next request. */
  reply: () => Reply;
  /** Nobody listens there. */
  isDead: boolean;
};

export type Receivers = {
  /** A new address at which somebody listens, and says that all is well until told otherwise. */
  open(name: string): Receiver;
  outbound(running: () => Running): Outbound;
};

export function openReceivers(core: Core): Receivers {
  const { agenda } = core;
  const byUrl = new Map<string, Receiver>();
  const wellUrl = (name: string) => `https://receiver.example.com/${name}`;

  const take = ({ url, headers, body }: OutboundRequest, fault: Fault | undefined): OutboundAnswer => {
    const receiver = byUrl.get(url);
    if (receiver === undefined) throw new OutboundFailed('dns', 'nobody has that address');
    if (receiver.isDead || fault === 'connection refused') throw new OutboundFailed('connection', 'refused');
    receiver.receipts.push({ at: agenda.now(), headers, body });
    if (fault === 'connection reset') throw new OutboundFailed('reset', 'reset');
    const reply = receiver.reply();
    if (reply === undefined) throw new OutboundFailed('reset', 'the receiver hung up');
    const { status, retryAfter } = reply;
    core.trace.mark(`receiver said ${status}`);
    return {
      ...{ status, body: '', truncated: false },
      headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    };
  };

  return {
    open: (name) => {
      const receiver: Receiver = { url: wellUrl(name), receipts: [], reply: () => ({ status: 204 }), isDead: false };
      byUrl.set(receiver.url, receiver);
      return receiver;
    },
    outbound: (running) => async (request) => {
      try {
        return await callPort(core, running(), {
          operation: 'outbound POST',
          about: request.url,
          timeOutMs: request.timeoutMs,
          perform: (fault) => take(request, fault),
        });
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') throw new OutboundFailed('timeout', error.message);
        throw error;
      }
    },
  };
}
