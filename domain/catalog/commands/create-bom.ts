import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { nowAt, todayOn } from '../../../shared/values/time.ts';
import { bom, bomIdOf } from '../bom.entity.ts';
import { type BomInput, type BomResource, presentBom } from '../bom.resource.ts';
import { decideNewRevision, expectManufactured, expectStocked, type NewRevision } from '../decide-bom.ts';
import type { Product } from '../product.schema.ts';
import { expectWhole, productsBySku } from '../queries/find-products.ts';
import { workCentre, workCentreIdOf } from '../work-centre.entity.ts';
import type { WorkCentre } from '../work-centre.schema.ts';
import { saveBom } from '../write-bom.ts';

/**
 * Records a bill of material, or a further revision of one, which supersedes the others from its `validFrom` on.
 * @throws Rejection `unknown_sku`, `unknown_work_centre`, `not_manufactured`, `not_stocked`, `whole_number`,
 * `duplicate_component`, `ends_before_it_begins`, `bom_cycle`, each with the pointer of its field
 */
export async function createBom(
  context: Context,
  { body }: RouteInput<unknown, unknown, BomInput>,
): Promise<BomResource> {
  const { currency, timeZone } = await profileOf(context);
  const validFrom = body.validFrom ?? todayOn(context.deps.clock, timeZone);
  return commit(context, async (work) => {
    const { parent, components, centres } = await resolve(work, body);
    const id = bomIdOf(context.tenantId, parent.id);
    const before = await work.records.get(bom, id);
    const revision: NewRevision = {
      validFrom,
      batchQuantity: toScaled(body.quantity),
      recordedAt: nowAt(context.deps.clock),
      components: components.map(({ product, quantity, dates }) => ({
        lineId: context.deps.ids.next('bml'),
        productId: product.id,
        quantity,
        ...dates,
      })),
      operations: body.operations.map((operation, index) => ({
        workCentreId: centres[index]?.id ?? '',
        minutes: toScaled(operation.minutes),
      })),
    };
    const after = decideNewRevision(before, id, parent.id, revision);
    const added = components.map(({ product }, index) => ({
      productId: product.id,
      pointer: `/components/${index}/sku`,
    }));
    const saved = await saveBom(work, before, after, added);
    const products = new Map([parent, ...components.map(({ product }) => product)].map((known) => [known.id, known]));
    const workCentres = new Map(centres.map((centre) => [centre.id, centre]));
    const shown = after.revisions.at(-1) ?? { ...revision, revision: 1 };
    return presentBom(saved, shown, { products, workCentres, currency });
  });
}

async function resolve(work: Work, body: BomInput) {
  const [products, centres] = await Promise.all([
    productsBySku(work.context, [body.sku, ...body.components.map(({ sku }) => sku)]),
    needWorkCentres(
      work,
      body.operations.map((operation) => operation.workCentre),
    ),
  ]);
  const parent = needProduct(products, body.sku, '/sku');
  expectManufactured(parent, '/sku');
  expectWhole(parent, toScaled(body.quantity), '/quantity');
  const components = body.components.map(({ sku, quantity, ...dates }, index) => {
    const product = needProduct(products, sku, `/components/${index}/sku`);
    expectStocked(product, `/components/${index}/sku`);
    return { product, quantity: toScaled(quantity), dates };
  });
  return { parent, components, centres };
}

function needProduct(products: ReadonlyMap<string, Stored<Product>>, sku: string, pointer: string): Stored<Product> {
  const found = products.get(sku);
  if (found !== undefined) return found;
  throw rejectField(pointer, 'unknown_sku', `No product has the SKU "${sku}".`);
}

/** The work centres in the order of the codes. */
async function needWorkCentres(work: Work, codes: readonly string[]): Promise<Stored<WorkCentre>[]> {
  const { tenantId } = work.context;
  const found = await work.records.getMany(
    workCentre,
    codes.map((code) => workCentreIdOf(tenantId, code)),
  );
  const byCode = new Map(found.map((centre) => [centre.code, centre]));
  return codes.map((code, index) => {
    const centre = byCode.get(code);
    if (centre !== undefined) return centre;
    const pointer = `/operations/${index}/workCentre`;
    throw rejectField(pointer, 'unknown_work_centre', `No work centre has the code "${code}".`);
  });
}
