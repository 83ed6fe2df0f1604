/** The catalog's HTTP routes. */
import { z } from 'zod';
import { PageQuery, pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { BomInput, BomListQuery, BomQuery, BomResource } from './bom.resource.ts';
import { ExplosionQuery, ExplosionResource } from './explosion.resource.ts';
import { ProductChange, ProductInput, ProductListQuery, ProductResource } from './product.resource.ts';
import { UnitInput, UnitResource } from './unit.resource.ts';
import { WorkCentreChange, WorkCentreInput, WorkCentreListQuery, WorkCentreResource } from './work-centre.resource.ts';

const ProductPath = z.object({ productId: idSchema('prd') });
const BomPath = z.object({ bomId: idSchema('bom') });
const WorkCentrePath = z.object({ workCentreId: idSchema('wkc') });

const products = [
  route({
    method: 'POST',
    path: '/catalog/products',
    permission: 'catalog.product:create',
    summary: 'Add a product',
    body: ProductInput,
    response: ProductResource,
    status: 201,
    example: {
      sku: 'BK-R93R-62',
      name: 'Road-150 Red, 62',
      kind: 'manufactured',
      listPrice: { amount: '3578.27', currency: 'EUR' },
      leadDays: 4,
    },
    run: async () => (await import('./commands/create-product.ts')).createProduct,
  }),
  route({
    method: 'GET',
    path: '/catalog/products',
    permission: 'catalog.product:read',
    summary: 'List products, by SKU, external id, kind or beginning of the name',
    query: ProductListQuery,
    response: pageOf(ProductResource),
    run: async () => (await import('./queries/list-products.ts')).listProducts,
  }),
  route({
    method: 'GET',
    path: '/catalog/products/{productId}',
    permission: 'catalog.product:read',
    summary: 'Read a product',
    params: ProductPath,
    response: ProductResource,
    run: async () => (await import('./queries/get-product.ts')).getProduct,
  }),
  route({
    method: 'PATCH',
    path: '/catalog/products/{productId}',
    permission: 'catalog.product:update',
    summary: 'Change a product',
    params: ProductPath,
    body: ProductChange,
    response: ProductResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-product.ts')).updateProduct,
  }),
];

const units = [
  route({
    method: 'POST',
    path: '/catalog/units',
    permission: 'catalog.unit:create',
    summary: 'Add a unit of your own',
    body: UnitInput,
    response: UnitResource,
    status: 201,
    example: { code: 'SPOOL', name: 'Spool', wholeNumber: true },
    run: async () => (await import('./commands/create-unit.ts')).createUnit,
  }),
  route({
    method: 'GET',
    path: '/catalog/units',
    permission: 'catalog.unit:read',
    summary: 'List the given units and your own',
    query: PageQuery,
    response: pageOf(UnitResource),
    run: async () => (await import('./queries/list-units.ts')).listUnits,
  }),
];

const workCentres = [
  route({
    method: 'POST',
    path: '/catalog/work-centres',
    permission: 'catalog.work_centre:create',
    summary: 'Add a work centre',
    body: WorkCentreInput,
    response: WorkCentreResource,
    status: 201,
    example: { code: 'ASSEMBLY', name: 'Final assembly', hourlyRate: { amount: '12.25', currency: 'EUR' } },
    run: async () => (await import('./commands/create-work-centre.ts')).createWorkCentre,
  }),
  route({
    method: 'GET',
    path: '/catalog/work-centres',
    permission: 'catalog.work_centre:read',
    summary: 'List work centres by code',
    query: WorkCentreListQuery,
    response: pageOf(WorkCentreResource),
    run: async () => (await import('./queries/list-work-centres.ts')).listWorkCentres,
  }),
  route({
    method: 'GET',
    path: '/catalog/work-centres/{workCentreId}',
    permission: 'catalog.work_centre:read',
    summary: 'Read a work centre',
    params: WorkCentrePath,
    response: WorkCentreResource,
    run: async () => (await import('./queries/get-work-centre.ts')).getWorkCentre,
  }),
  route({
    method: 'PATCH',
    path: '/catalog/work-centres/{workCentreId}',
    permission: 'catalog.work_centre:update',
    summary: 'Change a work centre',
    params: WorkCentrePath,
    body: WorkCentreChange,
    response: WorkCentreResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-work-centre.ts')).updateWorkCentre,
  }),
];

const boms = [
  route({
    method: 'POST',
    path: '/catalog/boms',
    permission: 'catalog.bom:create',
    summary: 'Record a bill of material, or a further revision of one',
    body: BomInput,
    response: BomResource,
    status: 201,
    example: {
      sku: 'BK-R93R-62',
      quantity: '1',
      components: [{ sku: 'FR-R92R-62', quantity: '1' }],
      operations: [{ workCentre: 'ASSEMBLY', minutes: '45' }],
      validFrom: '2026-11-24',
    },
    run: async () => (await import('./commands/create-bom.ts')).createBom,
  }),
  route({
    method: 'GET',
    path: '/catalog/boms',
    permission: 'catalog.bom:read',
    summary: 'List bills of material, or find the one of a product',
    query: BomListQuery,
    response: pageOf(BomResource),
    run: async () => (await import('./queries/list-boms.ts')).listBoms,
  }),
  route({
    method: 'GET',
    path: '/catalog/boms/{bomId}',
    permission: 'catalog.bom:read',
    summary: 'Read a bill of material: the revision in force, or one by day or number',
    params: BomPath,
    query: BomQuery,
    response: BomResource,
    run: async () => (await import('./queries/get-bom.ts')).getBom,
  }),
  route({
    method: 'GET',
    path: '/catalog/boms/{bomId}/explosion',
    permission: 'catalog.bom:read',
    summary: 'Explode a bill of material through all levels, with standard cost',
    params: BomPath,
    query: ExplosionQuery,
    response: ExplosionResource,
    run: async () => (await import('./queries/explode-bom.ts')).explodeBom,
  }),
];

export const routes = [...products, ...units, ...workCentres, ...boms];
