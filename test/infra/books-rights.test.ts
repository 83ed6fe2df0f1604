/** The job that looks at books, with no more rights than the templates give its function. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { type Caller, readRoles } from '../../infra/local/iam/roles.ts';
import { tablePrincipal } from '../../infra/local/iam/table-principal.ts';
import { MARSHALL_OPTIONS } from '../../shared/runtime/runtime.ts';
import { openShop, putInStock, win } from '../harness/bicycle-shop.ts';
import { booksOffice } from '../harness/books-office.ts';
import { createWorld, type World } from '../harness/world.ts';
import { playOut } from '../harness/world-api.ts';
import { functionOf, property, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const roles = readRoles(assembly);
const tableArn = assembly.ofType('AWS::DynamoDB::Table')[0]?.arn ?? '';
const schedules = functionOf(assembly, 'platform/schedules');
const role = roles.byArn(String(schedules.properties.Role));
const tenantRole = String(property(schedules, 'Environment.Variables.TENANT_ROLE_ARN'));

function clientOf({ engine }: World, caller: Caller): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region: 'local',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler(tablePrincipal(caller, () => tableArn)),
  });
  return DynamoDBDocumentClient.from(client, MARSHALL_OPTIONS);
}

test('the job finds, looks and keeps what it found by the rights that its function has', async () => {
  const world = await createWorld();
  const shop = await openShop(await world.tenant());
  await putInStock(shop.tenant, [['BELL', '5', '3.00']]);
  const { salesOrderId } = await win(shop, [['BELL', '5']]);
  await playOut(world, shop.tenant, salesOrderId);
  const office = booksOffice(world, {
    platformTable: () => clientOf(world, roles.callerOf(role)),
    tenantTable: (tenantId) => clientOf(world, roles.assume(role, tenantRole, { TenantId: tenantId })),
  });
  await office.look();
  expect(office.log).toEqual([]);
  expect((await shop.tenant.get('/health/books')).body).toMatchObject({ state: 'hold', faults: [] });
  world.close();
});
