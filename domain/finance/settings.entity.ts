import { defineEntity } from '../../shared/table/entity.ts';
import { Chart, TaxSettings } from './settings.schema.ts';

/** Ids of the records of which a tenant has one. */
export const CHART_ID = 'chart';
export const TAX_SETTINGS_ID = 'tax';

export const chart = defineEntity({ name: 'finance.chart', schema: Chart, listed: false });
export const taxSettings = defineEntity({ name: 'finance.tax_settings', schema: TaxSettings, listed: false });
