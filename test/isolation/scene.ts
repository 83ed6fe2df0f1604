/**
 * Two companies in one cloud. Ours asks; theirs has one of everything, has made every request that there is, and is full
 * of canaries. What ours receives on whatever way is held against the watch.
 */
import type { LocalCloud } from '../../infra/local/cloud.ts';
import { type Furnished, furnish } from '../e2e/furnish.ts';
import { type HttpClient, httpClient } from '../e2e/http-client.ts';
import { openProduct, type Product } from '../e2e/local-product.ts';
import { addressOf, type RouteKey, type ValidRequest, validRequests } from '../e2e/valid-requests.ts';
import { CANARIES, moveCanaries, plantCanaries } from './canaries.ts';
import { inProcess, type Send } from './in-process.ts';
import { openSeams, type Seams } from './seams.ts';
import { idsIn, type Watch, watchFor } from './watch.ts';

export type Scene = {
  readonly product: Product;
  readonly cloud: LocalCloud;
  readonly seams: Seams;
  /** The two ways to the functions: in process, and through the gateway's socket. */
  readonly ways: { readonly process: Send; readonly gateway: Send };
  /** Lines of the cloud's log, every level, since the list was last emptied. */
  readonly log: string[];
  readonly ours: Furnished;
  readonly theirs: Furnished;
  readonly requests: { readonly ours: Requests; readonly theirs: Requests };
  /** Idempotency key of each request that theirs has made. */
  readonly theirKey: string;
  /** What ours must not hear of theirs. */
  readonly watch: Watch;
  /** What theirs must not hear of ours. */
  readonly watchOfOurs: Watch;
  close(): Promise<void>;
};
export type Requests = Readonly<Record<RouteKey, ValidRequest>>;

const OUR_MARK = 'Zaunkoenig';
const THEIR_MARK = 'Kanarienvogel';
/** The watch would be deaf if it knew fewer. */
const SECRETS_MIN = 500;
const THEIR_KEY = 'a-key-of-theirs';

/** What opening may take where others use the machine and the templates are stale. */
export const SCENE_MS = 180_000;

export async function openScene(): Promise<Scene> {
  const seams = openSeams();
  const log: string[] = [];
  const product = await openProduct({ loader: seams.loader, logLevel: 'info', logSink: (line) => log.push(line) });
  const { cloud } = product;
  seams.attach(cloud.engine);
  const http: HttpClient = httpClient(cloud.url);
  const theirs = await furnish(product, await product.company(THEIR_MARK), THEIR_MARK);
  const theirRequests = validRequests(theirs);
  await makeAll(theirs, theirRequests);
  await plantCanaries(theirs.company);
  await product.settled();
  await moveCanaries(theirs.company);
  const ours = await furnish(product, await product.company(OUR_MARK), OUR_MARK);
  await product.settled();

  const [told, own] = [itemsOf(product, theirs.company.id), itemsOf(product, ours.company.id)];
  const watch = watchFor(idsIn(told), [THEIR_MARK, ...CANARIES]);
  if (watch.size < SECRETS_MIN) throw new Error(`The watch knows only ${watch.size} ids and texts of theirs`);
  const leaks = watch.leaksIn(own);
  if (leaks.length > 0) throw new Error(`Before any question our records hold ${leaks.join(', ')}`);
  log.length = 0;
  return {
    ...{ product, cloud, seams, log, ours, theirs, watch, theirKey: THEIR_KEY },
    ways: { process: inProcess(cloud), gateway: http.send },
    requests: { ours: validRequests(ours), theirs: theirRequests },
    watchOfOurs: watchFor(idsIn(own), [OUR_MARK]),
    close: async () => {
      http.close();
      await product.stop();
    },
  };
}

/** A company's items as they are stored, of one entity or of all: whose they are, their keys say. */
export const itemsOf = (product: Product, tenantId: string, entity = ''): string =>
  JSON.stringify(product.items().filter(({ pk }) => String(pk).startsWith(`t#${tenantId}#${entity}`)));

/** Makes every request of a company that its API knows, each with the idempotency key. */
async function makeAll({ company }: Furnished, requests: Requests): Promise<void> {
  for (const [key, { id = '', body, ifMatch, isPublic, refusedWith }] of Object.entries(requests)) {
    if (isPublic === true) continue;
    const [method = '', path = ''] = key.split(' ');
    const { status, text } = await company.call(method, addressOf(path, id), {
      ...(body === undefined ? {} : { body }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(method === 'POST' ? { key: THEIR_KEY } : {}),
    });
    if (status >= 400 && status !== refusedWith) throw new Error(`${key} answered ${status}: ${text}`);
  }
}
