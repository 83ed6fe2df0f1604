/** Stored items as the book checks read them: open records, on purpose without the modules' own code. */
export type Item = Readonly<Record<string, unknown>>;
export type Line = Readonly<Record<string, number | string | undefined>>;

export const kind = (items: readonly Item[], name: string): Item[] => items.filter((item) => item.__edb_e__ === name);
export const linesOf = (item: Item): Line[] => (item.lines as Line[] | undefined) ?? [];
export const num = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function total(rows: readonly { key: string; amount: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { key, amount } of rows) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
}
