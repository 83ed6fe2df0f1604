// Putting the engine together.
import { randomUUID } from 'node:crypto';
import { capacityMeter } from './capacity.ts';
import { itemsOf, openCatalog } from './catalog.ts';
import type { CallContext, EngineContext } from './context.ts';
import { expireItems } from './expire.ts';
import { groupCommit } from './group-commit.ts';
import { runOperation } from './operations.ts';
import { type Run, requestHandler } from './request-handler.ts';
import { openStore, type Store } from './store.ts';
import { openStream } from './stream.ts';
import type { TableEngine, TableEngineOptions } from './types.ts';

/** Opens the file (and makes it, if it is new). This process owns it until `close`. */
export function openTableEngine(options: TableEngineOptions): TableEngine {
  const store = openStore(options);
  const catalog = openCatalog(store);
  const meter = capacityMeter();
  const listeners = new Set<(tableName: string) => void>();
  const context: EngineContext = {
    store,
    catalog,
    stream: openStream(store),
    now: options.now,
    randomId: options.randomId ?? randomUUID,
    record: meter.record,
    grown: new Set(),
  };
  const tellListeners = () => {
    if (context.grown.size === 0) {
      return;
    }
    const names = [...context.grown];
    context.grown.clear();
    for (const name of names) {
      for (const listener of listeners) {
        listener(name);
      }
    }
  };
  const execute: TableEngine['execute'] = (operation, input, principal) => {
    const call: CallContext = { ...context, principal };
    const output = runOperation(call, operation, input);
    if (!store.database.isTransaction) {
      tellListeners();
    }
    return output;
  };
  const isGrouped = options.path !== ':memory:' && (options.synchronous ?? 'FULL') === 'FULL';
  const run = isGrouped ? groupedRun(store, execute, tellListeners) : immediateRun(execute);
  return {
    database: store.database,
    execute,
    run,
    createTable: (definition) => {
      catalog.define(definition, options.now());
    },
    requestHandler: (principal) => requestHandler(run, context.randomId, principal),
    readStream: (tableName, afterSequence, limit) =>
      context.stream.read(catalog.table(tableName), afterSequence, limit),
    trimStream: (tableName, beforeTimeMs) => context.stream.trim(catalog.table(tableName), beforeTimeMs),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    expireTtl: (now) => {
      const count = expireItems(context, now);
      tellListeners();
      return count;
    },
    consumed: () => meter,
    scanAll: (tableName) => itemsOf(store, catalog.table(tableName)),
    close: () => store.close(),
  };
}

function immediateRun(execute: TableEngine['execute']): Run {
  return async (operation, input, principal) => execute(operation, input, principal);
}

function groupedRun(store: Store, execute: TableEngine['execute'], afterCommit: () => void): Run {
  const together = groupCommit<unknown>(store, afterCommit);
  return (operation, input, principal) => together(() => execute(operation, input, principal));
}
