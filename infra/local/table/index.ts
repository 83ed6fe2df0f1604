// The embedded table engine: DynamoDB's API in process on SQLite.
export { answeredInProcess } from './document-client.ts';
export { openTableEngine } from './engine.ts';
export { TableError } from './errors.ts';
export { localClientSettings } from './request-handler.ts';
export { serveTable, type TableServer } from './serve.ts';
export type {
  AttributeMap,
  AttributeValue,
  ConsumedMeter,
  ConsumedRow,
  CreateTableInput,
  Item,
  StreamRecord,
  StreamViewType,
  TableCall,
  TableEngine,
  TableEngineOptions,
  TablePrincipal,
  TableRequestHandler,
} from './types.ts';
