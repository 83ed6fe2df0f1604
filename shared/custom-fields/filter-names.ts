/** How a query and a table's column name a custom field: `customFields.region`, `customFields.size.from`. */
export const FILTER_PREFIX = 'customFields.';
export const RANGE_ENDS = ['from', 'to'] as const;
export type RangeEnd = (typeof RANGE_ENDS)[number];
