/** Vendors, requisitions, purchase orders, receipts, supplier bills. */

import { defineModule, importKind, reaction } from '../../shared/module.ts';
import { reservationReleased, stockShort, supplySpared } from '../inventory/events.ts';
import { belongings } from './belongings.ts';
import { billEntity } from './bill.entity.ts';
import { billStates } from './bill.states.ts';
import {
  billPaid,
  billRecorded,
  billReleased,
  purchaseOrderCancelled,
  purchaseOrderClosed,
  purchaseOrderPlaced,
  purchaseOrderReceived,
  requisitionCancelled,
  requisitionRaised,
  vendorCreated,
  vendorPriceCreated,
  vendorPriceUpdated,
  vendorUpdated,
} from './events.ts';
import { purchaseOrderEntity } from './order.entity.ts';
import { purchaseOrderStates } from './order.states.ts';
import { permissions } from './permissions.ts';
import { planEntity, reservationPegsEntity } from './plan.entity.ts';
import { procurementBooks } from './procurement.books.ts';
import { receiptEntity } from './receipt.entity.ts';
import { requisitionEntity } from './requisition.entity.ts';
import { requisitionStates } from './requisition.states.ts';
import { routes } from './routes.ts';
import { settingsEntity } from './settings.entity.ts';
import { vendorEntity } from './vendor.entity.ts';
import { VendorRow } from './vendor.row.ts';
import { vendorPriceEntity } from './vendor-price.entity.ts';
import { VendorPriceRow } from './vendor-price.row.ts';

export const procurementModule = defineModule({
  name: 'procurement',
  summary: 'Vendors, requisitions, purchase orders, receipts, supplier bills.',
  entities: [
    vendorEntity,
    vendorPriceEntity,
    requisitionEntity,
    planEntity,
    reservationPegsEntity,
    purchaseOrderEntity,
    receiptEntity,
    billEntity,
    settingsEntity,
  ],
  states: [requisitionStates, purchaseOrderStates, billStates],
  belongings,
  permissions,
  books: procurementBooks,
  routes,
  emits: [
    vendorCreated,
    vendorUpdated,
    vendorPriceCreated,
    vendorPriceUpdated,
    requisitionRaised,
    requisitionCancelled,
    purchaseOrderPlaced,
    purchaseOrderReceived,
    purchaseOrderClosed,
    purchaseOrderCancelled,
    billRecorded,
    billReleased,
    billPaid,
  ],
  consumes: [
    reaction({
      on: stockShort,
      name: 'raise-requisition',
      run: async () => (await import('./reactions/raise-requisition.ts')).raiseRequisition,
    }),
    reaction({
      on: reservationReleased,
      name: 'unpeg-supply',
      run: async () => (await import('./reactions/unpeg-supply.ts')).unpegSupply,
    }),
    reaction({
      on: supplySpared,
      name: 'spare-supply',
      run: async () => (await import('./reactions/spare-supply.ts')).spareSupply,
    }),
    reaction({
      on: purchaseOrderCancelled,
      name: 'replan-supply-from-cancelled',
      run: async () => (await import('./reactions/replan-supply.ts')).replanSupply,
    }),
    reaction({
      on: purchaseOrderClosed,
      name: 'replan-supply-from-closed',
      run: async () => (await import('./reactions/replan-supply.ts')).replanSupply,
    }),
  ],
  imports: [
    importKind({
      kind: 'vendors',
      permission: 'procurement.vendor:import',
      row: VendorRow,
      run: async () => (await import('./imports/import-vendors.ts')).importVendors,
    }),
    importKind({
      kind: 'vendor-prices',
      permission: 'procurement.vendor_price:import',
      row: VendorPriceRow,
      run: async () => (await import('./imports/import-vendor-prices.ts')).importVendorPrices,
    }),
  ],
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
