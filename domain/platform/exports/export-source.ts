/** What an export reads from, a step at a time; everything that it has to know of the steps before is JSON. */
import type { Context } from '../../../shared/context.ts';

export type ExportStep = {
  readonly bytes: Buffer;
  readonly rows: number;
  /** For the next step; undefined when this was the last one. */
  readonly next: unknown;
};

export type ExportSource = {
  readonly contentType: string;
  /** @param untilMs an instant after which a step takes no further page */
  readonly read: (context: Context, from: unknown, untilMs: number) => Promise<ExportStep>;
};
