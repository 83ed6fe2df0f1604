import { type Finding, findingOf, isAfter, type Look, MOVING } from '../../../shared/books.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { stockEntity } from '../stock.entity.ts';

/** A stock that was written since is moving: what moved it is not among the sums yet. */
export async function checkMoves({ context, subject, sums, through }: Look): Promise<Finding> {
  const stock = await context.records.get(stockEntity, { productId: subject });
  if (stock === undefined) return findingOf([`product ${subject} has stock entries and no stock`]);
  if (isAfter(stock, through)) return MOVING;
  const { value = 0, ...moved } = sums;
  const places = new Set([...Object.keys(moved), ...Object.keys(stock.levels)]);
  const drifted = [...places].filter((place) => (moved[place] ?? 0) !== (stock.levels[place]?.onHand ?? 0));
  return findingOf([
    ...drifted.map((place) => {
      const level = stock.levels[place];
      const held = fromScaled(level?.onHand ?? 0);
      return `${stock.sku} at ${level?.code ?? place}: on hand ${held}, moves ${fromScaled(moved[place] ?? 0)}`;
    }),
    ...(stock.valueMinor === value ? [] : [`value of ${stock.sku}: ${stock.valueMinor}, moves ${value}`]),
  ]);
}
