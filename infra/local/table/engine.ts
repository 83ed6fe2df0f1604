import type { TableEngine, TableEngineOptions } from './types.ts';

/** Opens (and makes, if new) the table file. */
export function openTableEngine(_options: TableEngineOptions): TableEngine {
  throw new Error('being written');
}
