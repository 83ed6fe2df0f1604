import { describe, expect, test } from 'vitest';
import { compileRoutes } from '../../infra/local/api/select-route.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'ANY /pets/dog/{id}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'POST /v1/sign-up',
  'ANY /v1/sales',
  'ANY /v1/sales/{proxy+}',
];
const select = compileRoutes(keys.map((key) => ({ key, functionArn: key, authorizer: undefined })));

describe('route selection', () => {
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['POST', '/pets/dog/1', 'ANY /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/pets/cat/1', 'ANY /{proxy+}'],
    ['POST', '/v1/sign-up', 'POST /v1/sign-up'],
    ['GET', '/v1/sign-up', 'ANY /{proxy+}'],
    ['GET', '/v1/sales', 'ANY /v1/sales'],
    ['PATCH', '/v1/sales/orders/1', 'ANY /v1/sales/{proxy+}'],
    ['GET', '/v1/salesmen', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])('%s %s goes to %s', (method, path, expected) => {
    expect(select(method, path)?.route.key).toBe(expected);
  });

  test('parameters are given by name', () => {
    expect(select('GET', '/pets/dog/7')?.pathParameters).toEqual({ id: '7' });
    expect(select('GET', '/v1/sales/orders/7/lines')?.pathParameters).toEqual({ proxy: 'orders/7/lines' });
  });

  test('without $default an unknown path has no route', () => {
    const few = compileRoutes([{ key: 'GET /a', functionArn: 'a', authorizer: undefined }]);
    expect(few('GET', '/b')).toBeUndefined();
    expect(few('POST', '/a')).toBeUndefined();
  });
});
