/** The demo company: Kestrel Cycles, a small bicycle maker, put in through the public API like any other company. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { ApiClient } from './api-client.ts';
import { runImport } from './run-import.ts';

type Row = Readonly<Record<string, string>>;
const FOLDER = new URL('./demo-company/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');
const rowsOf = (file: string): Row[] => parse(textOf(file), { columns: true });

/** For the demo on this machine only, where the local cloud listens on loopback. */
export const DEMO_LOGIN = { email: 'demo@kestrel.example', password: 'Heron-City-7-speed' } as const;
export const DEMO_COMPANY = { company: 'Kestrel Cycles', country: 'DE', currency: 'EUR' } as const;

const BEFORE_BOMS = [
  ['work-centres', 'work-centres.csv'],
  ['products', 'products.csv'],
  ['vendors', 'vendors.csv'],
  ['vendor-prices', 'vendor-prices.csv'],
] as const;
const AFTER_BOMS = [
  ['stock', 'stock.csv'],
  ['accounts', 'accounts.csv'],
  ['contacts', 'contacts.csv'],
  ['opportunities', 'opportunities.csv'],
] as const;

/** Puts the company's data in; a second run changes nothing, since rows are upserts and revisions are keyed. */
export async function loadDemoCompany(api: ApiClient, tell: (line: string) => void): Promise<void> {
  for (const [kind, file] of BEFORE_BOMS) tell(await importFile(api, kind, file));
  const operations = Map.groupBy(rowsOf('operations.csv'), ({ assemblySku }) => assemblySku ?? '');
  const assemblies = Map.groupBy(rowsOf('boms.csv'), ({ assemblySku }) => assemblySku ?? '');
  for (const [sku, components] of assemblies) {
    const body = {
      sku,
      quantity: '1',
      components: components.map(({ componentSku, quantity }) => ({ sku: componentSku, quantity })),
      operations: (operations.get(sku) ?? []).map(({ workCentre, minutes }) => ({ workCentre, minutes })),
      validFrom: '2026-01-01',
    };
    await api.post('/catalog/boms', body, `demo-bom-${sku}`);
  }
  tell(`${assemblies.size} bills of material on three levels`);
  for (const [kind, file] of AFTER_BOMS) tell(await importFile(api, kind, file));
}

async function importFile(api: ApiClient, kind: string, file: string): Promise<string> {
  const report = await runImport(api, kind, textOf(file));
  if (report.refused > 0)
    throw new Error(`${file}: ${report.refused} rows were refused: ${JSON.stringify(report.refusals)}`);
  return `${report.rows} ${kind.replaceAll('-', ' ')}`;
}
