/**
 * The gateway without its socket: the deployed routes, the real authorizer and the real functions, called in process.
 * What only the socket shows (parsing, encodings, headers of the wire) is asked over HTTP in `gateway.test.ts`.
 */
import { openAuthorizer } from '../../infra/local/api/authorize.ts';
import { answerOf } from '../../infra/local/api/gateway-answer.ts';
import { functionEvent, type GatewayRequest } from '../../infra/local/api/gateway-event.ts';
import { compileRoutes } from '../../infra/local/api/select-route.ts';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import type { HttpAnswer, HttpClient } from '../e2e/http-client.ts';

export type Send = HttpClient['send'];

export function inProcess(cloud: LocalCloud): Send {
  const { api, region, account } = cloud.app;
  if (api === undefined) throw new Error('The app has no API');
  const { functions } = cloud.services;
  const select = compileRoutes(api.routes);
  const place = { apiId: api.id, accountId: account, stage: api.stage, domain: 'in-process' };
  const authorize = openAuthorizer(functions, place, region);
  let count = 0;

  return async (method, address, headers, body): Promise<HttpAnswer> => {
    const [path = '', rawQuery = ''] = address.split('?');
    count += 1;
    const request: GatewayRequest = {
      ...{ method, path: decodeURIComponent(path), rawQuery, headers, cookies: undefined, sourceIp: '127.0.0.1' },
      ...{ protocol: 'HTTP/1.1', requestId: `request-${count}`, timeMs: Date.now() },
    };
    const selected = select(method, request.path.slice(api.stagePath.length));
    const target = functions.get(selected?.route.functionArn ?? '');
    if (selected === undefined || target === undefined) throw new Error(`The gateway has no route for ${address}`);
    const authorization = await authorize(request, selected);
    if (authorization.outcome !== 'allowed') throw new Error(`The authorizer said ${authorization.outcome}`);
    const authorizer = selected.route.authorizer === undefined ? undefined : { lambda: authorization.context ?? null };
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const event = functionEvent(request, selected, place, bytes, authorizer);
    const { statusCode: status, headers: told, body: text } = answerOf(await target.invoke(event));
    return { status, headers: told, text: text.toString() };
  };
}
