import type { TableEngine } from './types.ts';

/** A loopback HTTP server for the AWS CLI; `port` 0 takes a free one. */
export function serveTable(_engine: TableEngine, _port: number): Promise<{ port: number; close(): Promise<void> }> {
  throw new Error('being written');
}
