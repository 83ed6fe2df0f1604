/** The HTTP routes of production. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import {
  CompleteInput,
  EndInput,
  PlanInput,
  ProductionOrderListQuery,
  ProductionOrderResource,
} from './order.resource.ts';
import { SettingsInput, SettingsResource } from './settings.resource.ts';

const OrderPath = z.object({ productionOrderId: idSchema('mor') });

const orders = [
  route({
    method: 'POST',
    path: '/production/orders',
    permission: 'production.order:plan',
    summary: 'Plan a production order by hand',
    body: PlanInput,
    response: ProductionOrderResource,
    status: 201,
    example: { sku: 'BK-R93R-62', quantity: '5', dueOn: '2026-05-15' },
    run: async () => (await import('./commands/plan-order.ts')).planOrder,
  }),
  route({
    method: 'GET',
    path: '/production/orders',
    permission: 'production.order:read',
    summary: 'List production orders, by sales order or state',
    query: ProductionOrderListQuery,
    response: pageOf(ProductionOrderResource),
    run: async () => (await import('./queries/list-orders.ts')).listOrders,
  }),
  route({
    method: 'GET',
    path: '/production/orders/{productionOrderId}',
    permission: 'production.order:read',
    summary: 'Read a production order',
    params: OrderPath,
    response: ProductionOrderResource,
    run: async () => (await import('./queries/get-order.ts')).getOrder,
  }),
];

const steps = [
  route({
    method: 'POST',
    path: '/production/orders/{productionOrderId}/replan',
    permission: 'production.order:replan',
    summary: 'Plan a blocked order anew, once its bill of material is there',
    params: OrderPath,
    ifMatch: 'optional',
    response: ProductionOrderResource,
    run: async () => (await import('./commands/replan-order.ts')).replanOrder,
  }),
  route({
    method: 'POST',
    path: '/production/orders/{productionOrderId}/start',
    permission: 'production.order:start',
    summary: 'Start an order: its components go to work in progress',
    params: OrderPath,
    ifMatch: 'optional',
    response: ProductionOrderResource,
    run: async () => (await import('./commands/start-order.ts')).startOrder,
  }),
  route({
    method: 'POST',
    path: '/production/orders/{productionOrderId}/complete',
    permission: 'production.order:complete',
    summary: 'Report good and scrapped units; the last report completes the order',
    params: OrderPath,
    ifMatch: 'optional',
    body: CompleteInput,
    response: ProductionOrderResource,
    example: { quantity: '4', scrapped: '1' },
    run: async () => (await import('./commands/complete-order.ts')).completeOrder,
  }),
  route({
    method: 'POST',
    path: '/production/orders/{productionOrderId}/close',
    permission: 'production.order:close',
    summary: 'Complete an order short of its quantity',
    params: OrderPath,
    ifMatch: 'optional',
    body: EndInput,
    bodyOptional: true,
    response: ProductionOrderResource,
    run: async () => (await import('./commands/close-order.ts')).closeOrder,
  }),
  route({
    method: 'POST',
    path: '/production/orders/{productionOrderId}/cancel',
    permission: 'production.order:cancel',
    summary: 'Cancel an order; issued components come back',
    params: OrderPath,
    ifMatch: 'optional',
    body: EndInput,
    bodyOptional: true,
    response: ProductionOrderResource,
    run: async () => (await import('./commands/cancel-order.ts')).cancelOrder,
  }),
];

const settings = [
  route({
    method: 'GET',
    path: '/production/settings',
    permission: 'production.settings:read',
    summary: 'Read the tolerances of production',
    response: SettingsResource,
    run: async () => (await import('./queries/get-settings.ts')).getSettings,
  }),
  route({
    method: 'PATCH',
    path: '/production/settings',
    permission: 'production.settings:update',
    summary: 'Change the tolerances of production',
    body: SettingsInput,
    response: SettingsResource,
    ifMatch: 'required',
    example: { overProductionPercent: 5 },
    run: async () => (await import('./commands/update-settings.ts')).updateSettings,
  }),
];

export const routes = [...orders, ...steps, ...settings];
