/** Why a message failed, as the function logged it: a batch's answer names the message only. */
import type { LogEntry } from './log.ts';

export type Reasons = {
  readonly note: (entry: LogEntry) => void;
  /** The last reason that was logged for a message, which is then forgotten. */
  readonly take: (messageId: string) => string | undefined;
};

const KEPT_MAX = 1000;

/** Reads entries that name a `messageId` and an `error`, as `eventsFunction` writes them. */
export function openReasons(): Reasons {
  const reasons = new Map<string, string>();
  return {
    note: ({ facts: { messageId, error } }) => {
      if (typeof messageId !== 'string' || error === undefined) return;
      if (reasons.size >= KEPT_MAX) reasons.clear();
      reasons.set(messageId, String(error));
    },
    take: (messageId) => {
      const reason = reasons.get(messageId);
      reasons.delete(messageId);
      return reason;
    },
  };
}
