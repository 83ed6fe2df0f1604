/** The HTTP routes of purchasing. */
import { billRoutes } from './routes-bills.ts';
import { orderRoutes } from './routes-orders.ts';
import { vendorRoutes } from './routes-vendors.ts';

export const routes = [...vendorRoutes, ...orderRoutes, ...billRoutes];
