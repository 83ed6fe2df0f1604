import type { Context } from '../../../shared/context.ts';
import { shownCustomFields } from '../../../shared/custom-fields/show-custom-fields.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { order } from '../order.entity.ts';
import { type OrderResource, presentOrder } from '../order.resource.ts';
import type { Order } from '../order.schema.ts';

/** An order as it is answered, with the tenant's own fields. */
export const showOrder = async (context: Context, record: Stored<Order>): Promise<OrderResource> =>
  presentOrder(record, await shownCustomFields(context, order, record));
