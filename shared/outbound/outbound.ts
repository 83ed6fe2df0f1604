/**
 * The port to receivers outside: what a tenant's addresses are sent, such as webhooks. Bound in `runtime/aws.ts` and by
 * the local cloud to `send-outbound.ts`, by the simulation to a faulty one.
 */

export type OutboundRequest = {
  /** Absolute; judged by `checkOutboundUrl` again at each sending. */
  readonly url: string;
  readonly method: 'POST';
  /** Beside those that the sender sets itself (`checkOutboundHeader`). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything together: names, connection, TLS, the request and the whole answer. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
};

export type OutboundAnswer = {
  /** As answered: a redirect is not followed, and a 500 is an answer. */
  readonly status: number;
  /** Names in lower case; several of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first `answerBytesMax` bytes as UTF-8, what is not UTF-8 replaced. Empty where the answer is compressed. */
  readonly body: string;
  /** There was more, which was not read. */
  readonly truncated: boolean;
};

/** @throws OutboundRefused where nothing was sent; OutboundFailed where the receiver may have got all, part or nothing */
export type Outbound = (request: OutboundRequest) => Promise<OutboundAnswer>;

/** Why an address or header is not sent to. Stable: stored with attempts and answered as the code of a 422. */
export type RefusalCode =
  /** Not a URL, too long, or with characters that a parser drops or turns into others. */
  | 'bad_url'
  | 'scheme'
  | 'credentials_in_url'
  | 'fragment'
  /** Not a public host name in ASCII, nor an address in its one usual spelling. */
  | 'bad_host'
  | 'port'
  /** The address, or one of those that the name stands for, is not on the public internet. */
  | 'private_address'
  | 'header';

/** The request was not sent, and will not be until the address or the rule changes. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type FailureCode =
  | 'timeout'
  /** The name stands for nothing, or its servers do not say. */
  | 'dns'
  /** No connection: refused, unreachable. */
  | 'connection'
  /** No trusted connection: not TLS, too old, or a certificate that is not the host's. */
  | 'tls'
  /** The connection ended before the answer did. */
  | 'reset'
  /** What came is not HTTP/1.1, or is beyond the limits on its head. */
  | 'protocol';

/** The receiver did not answer as HTTP does; another try may go better. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed';
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}
