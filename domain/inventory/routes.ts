/** Inventory's HTTP routes. */
import { z } from 'zod';
import { PageQuery, pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { AdjustmentInput, EntryListQuery, EntryResource, TransferInput } from './entry.resource.ts';
import { LocationChange, LocationInput, LocationListQuery, LocationResource } from './location.resource.ts';
import { ReservationListQuery, ReservationResource } from './reservation.resource.ts';
import { StockListQuery, StockPage } from './stock.resource.ts';

const LocationPath = z.object({ locationId: idSchema('loc') });
const EntryPath = z.object({ entryId: idSchema('ste') });
const ReservationPath = z.object({ reservationId: idSchema('rsv') });

const locations = [
  route({
    method: 'POST',
    path: '/inventory/locations',
    permission: 'inventory.location:create',
    summary: 'Add a location',
    body: LocationInput,
    response: LocationResource,
    status: 201,
    example: { code: 'FG', name: 'Finished goods', kind: 'store', isDefault: false },
    run: async () => (await import('./commands/create-location.ts')).createLocation,
  }),
  route({
    method: 'GET',
    path: '/inventory/locations',
    permission: 'inventory.location:read',
    summary: 'List locations, or find one by its code',
    query: LocationListQuery,
    response: pageOf(LocationResource),
    run: async () => (await import('./queries/list-locations.ts')).listLocations,
  }),
  route({
    method: 'GET',
    path: '/inventory/locations/{locationId}',
    permission: 'inventory.location:read',
    summary: 'Read a location',
    params: LocationPath,
    response: LocationResource,
    run: async () => (await import('./queries/get-location.ts')).getLocation,
  }),
  route({
    method: 'PATCH',
    path: '/inventory/locations/{locationId}',
    permission: 'inventory.location:update',
    summary: 'Rename a location, or make it the default',
    params: LocationPath,
    body: LocationChange,
    response: LocationResource,
    ifMatch: 'required',
    run: async () => (await import('./commands/update-location.ts')).updateLocation,
  }),
];

const stock = [
  route({
    method: 'GET',
    path: '/inventory/stock',
    permission: 'inventory.stock:read',
    summary: 'Stock by product and location: on hand, reserved, available, projected, value',
    query: StockListQuery,
    response: StockPage,
    run: async () => (await import('./queries/list-stock.ts')).listStock,
  }),
  route({
    method: 'POST',
    path: '/inventory/adjustments',
    permission: 'inventory.stock:adjust',
    summary: 'Put stock right: goods found, lost, or there at the start',
    body: AdjustmentInput,
    response: EntryResource,
    status: 201,
    example: {
      lines: [{ sku: 'BK-R93R-62', location: 'MAIN', quantity: '4', unitCost: { amount: '2171.29', currency: 'EUR' } }],
      reason: 'Opening stock',
    },
    run: async () => (await import('./commands/adjust-stock.ts')).adjustStock,
  }),
  route({
    method: 'GET',
    path: '/inventory/adjustments',
    permission: 'inventory.stock:read',
    summary: 'List adjustments and counts, newest first',
    query: PageQuery,
    response: pageOf(EntryResource),
    run: async () => (await import('./queries/list-entries.ts')).listAdjustments,
  }),
  route({
    method: 'POST',
    path: '/inventory/transfers',
    permission: 'inventory.stock:transfer',
    summary: 'Move free goods from one location to another',
    body: TransferInput,
    response: EntryResource,
    status: 201,
    example: { lines: [{ sku: 'BK-R93R-62', from: 'MAIN', to: 'FG', quantity: '2' }] },
    run: async () => (await import('./commands/transfer-stock.ts')).transferStock,
  }),
  route({
    method: 'GET',
    path: '/inventory/entries',
    permission: 'inventory.stock:read',
    summary: 'List stock entries of any kind, newest first',
    query: EntryListQuery,
    response: pageOf(EntryResource),
    run: async () => (await import('./queries/list-entries.ts')).listEntries,
  }),
  route({
    method: 'GET',
    path: '/inventory/entries/{entryId}',
    permission: 'inventory.stock:read',
    summary: 'Read a stock entry',
    params: EntryPath,
    response: EntryResource,
    run: async () => (await import('./queries/get-entry.ts')).getEntry,
  }),
];

const reservations = [
  route({
    method: 'GET',
    path: '/inventory/reservations',
    permission: 'inventory.reservation:read',
    summary: 'List the reservations of a sales order and of the production that it caused',
    query: ReservationListQuery,
    response: pageOf(ReservationResource),
    run: async () => (await import('./queries/list-reservations.ts')).listReservations,
  }),
  route({
    method: 'GET',
    path: '/inventory/reservations/{reservationId}',
    permission: 'inventory.reservation:read',
    summary: 'Read a reservation',
    params: ReservationPath,
    response: ReservationResource,
    run: async () => (await import('./queries/get-reservation.ts')).getReservation,
  }),
];

export const routes = [...locations, ...stock, ...reservations];
