/** Turns a caller into the table engine's policy hook: each primitive operation is one IAM request. */
import type { TableCall, TablePrincipal } from '../table/index.ts';
import type { Caller } from './roles.ts';

export function tablePrincipal(caller: Caller, tableArn: (tableName: string) => string): TablePrincipal {
  const resources = new Map<string, string>();
  const resourceOf = ({ tableName, indexName }: TableCall): string => {
    const key = indexName === undefined ? tableName : `${tableName}/${indexName}`;
    const known = resources.get(key);
    if (known !== undefined) return known;
    const arn = indexName === undefined ? tableArn(tableName) : `${tableArn(tableName)}/index/${indexName}`;
    resources.set(key, arn);
    return arn;
  };
  return {
    allow: (call) =>
      caller.allow(`dynamodb:${call.operation}`, resourceOf(call), (key) => {
        switch (key) {
          case 'dynamodb:leadingkeys':
            return call.leadingKeys;
          case 'dynamodb:enclosingoperation':
            return call.enclosingOperation === undefined ? undefined : [call.enclosingOperation];
          case 'dynamodb:attributes':
            return call.attributes;
          default:
            return undefined;
        }
      }),
  };
}
