/** Routes of vendors, their prices, and the tolerances of purchasing. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { VendorListQuery, VendorPriceListQuery } from './list.resource.ts';
import { SettingsInput, SettingsResource } from './settings.resource.ts';
import { VendorChange, VendorInput, VendorResource } from './vendor.resource.ts';
import { VendorPriceChange, VendorPriceInput, VendorPriceResource } from './vendor-price.resource.ts';

const VendorPath = z.object({ vendorId: idSchema('ven') });
const VendorPricePath = z.object({ vendorPriceId: idSchema('vpr') });

const vendors = [
  route({
    method: 'POST',
    path: '/procurement/vendors',
    permission: 'procurement.vendor:create',
    summary: 'Add a vendor',
    body: VendorInput,
    response: VendorResource,
    status: 201,
    example: { name: 'Litware Tubes', code: 'LITWARE', paymentTermsDays: 30 },
    run: async () => (await import('./commands/create-vendor.ts')).createVendor,
  }),
  route({
    method: 'GET',
    path: '/procurement/vendors',
    permission: 'procurement.vendor:read',
    summary: 'List vendors, by external id or beginning of the name',
    query: VendorListQuery,
    response: pageOf(VendorResource),
    run: async () => (await import('./queries/list-vendors.ts')).listVendors,
  }),
  route({
    method: 'GET',
    path: '/procurement/vendors/{vendorId}',
    permission: 'procurement.vendor:read',
    summary: 'Read a vendor',
    params: VendorPath,
    response: VendorResource,
    run: async () => (await import('./queries/get-vendor.ts')).getVendor,
  }),
  route({
    method: 'PATCH',
    path: '/procurement/vendors/{vendorId}',
    permission: 'procurement.vendor:update',
    summary: 'Change a vendor',
    params: VendorPath,
    body: VendorChange,
    response: VendorResource,
    ifMatch: 'required',
    example: { active: false },
    run: async () => (await import('./commands/update-vendor.ts')).updateVendor,
  }),
];

const vendorPrices = [
  route({
    method: 'POST',
    path: '/procurement/vendor-prices',
    permission: 'procurement.vendor_price:create',
    summary: 'Add what a vendor asks for a product, with lead time and order quantities',
    body: VendorPriceInput,
    response: VendorPriceResource,
    status: 201,
    example: {
      vendorId: 'ven_01kb6q4m0sg0f5v7x2j8d3t9ae',
      sku: 'TU-2400',
      price: { amount: '39.92', currency: 'EUR' },
      orderUnit: 'CTN',
      orderUnitFactor: '12',
      leadDays: 19,
      minimumQuantity: '1',
    },
    run: async () => (await import('./commands/create-vendor-price.ts')).createVendorPrice,
  }),
  route({
    method: 'GET',
    path: '/procurement/vendor-prices',
    permission: 'procurement.vendor_price:read',
    summary: 'List vendors’ prices, by vendor or SKU',
    query: VendorPriceListQuery,
    response: pageOf(VendorPriceResource),
    run: async () => (await import('./queries/list-vendor-prices.ts')).listVendorPrices,
  }),
  route({
    method: 'PATCH',
    path: '/procurement/vendor-prices/{vendorPriceId}',
    permission: 'procurement.vendor_price:update',
    summary: 'Change the terms of a vendor’s price',
    params: VendorPricePath,
    body: VendorPriceChange,
    response: VendorPriceResource,
    ifMatch: 'required',
    example: { leadDays: 14 },
    run: async () => (await import('./commands/update-vendor-price.ts')).updateVendorPrice,
  }),
];

const settings = [
  route({
    method: 'GET',
    path: '/procurement/settings',
    permission: 'procurement.settings:read',
    summary: 'Read the tolerances of receipts and bills',
    response: SettingsResource,
    run: async () => (await import('./queries/get-settings.ts')).getSettings,
  }),
  route({
    method: 'PATCH',
    path: '/procurement/settings',
    permission: 'procurement.settings:update',
    summary: 'Change the tolerances of receipts and bills',
    body: SettingsInput,
    response: SettingsResource,
    ifMatch: 'required',
    example: { overReceiptPercent: 5 },
    run: async () => (await import('./commands/update-settings.ts')).updateSettings,
  }),
];

export const vendorRoutes = [...vendors, ...vendorPrices, ...settings];
