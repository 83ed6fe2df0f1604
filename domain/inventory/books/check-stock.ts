import { type Finding, findingOf, isAfter, type Look, MOVING } from '../../../shared/books.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { shortageEntity } from '../shortage.entity.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Stock } from '../stock.schema.ts';

export async function checkStock({ context, subject }: Look): Promise<Finding> {
  const stock = await context.records.get(stockEntity, { productId: subject });
  return findingOf(stock === undefined ? [] : [...levelFaults(stock), ...sumFaults(stock), ...layerFaults(stock)]);
}

const levelFaults = ({ sku, levels }: Stock): string[] =>
  Object.values(levels)
    .filter(({ onHand, reserved, free }) => reserved < 0 || free < 0 || reserved + free !== onHand)
    .map(
      ({ code, onHand, reserved, free }) =>
        `${sku} at ${code}: on hand ${fromScaled(onHand)}, reserved ${fromScaled(reserved)}, free ${fromScaled(free)}`,
    );

function sumFaults({ sku, onHand, reserved, available, waiting, valueMinor, levels }: Stock): string[] {
  const all = Object.values(levels);
  const sum = (pick: (level: (typeof all)[number]) => number) => all.reduce((total, level) => total + pick(level), 0);
  const rows: [what: string, total: number, ofLevels: number][] = [
    ['on hand', onHand, sum((level) => level.onHand)],
    ['reserved', reserved, sum((level) => level.reserved)],
    ['available', available, sum((level) => (level.pickable ? level.free : 0))],
  ];
  return [
    ...rows
      .filter(([, total, ofLevels]) => total !== ofLevels)
      .map(([what, total, ofLevels]) => `${sku}: ${what} ${fromScaled(total)}, by location ${fromScaled(ofLevels)}`),
    ...(waiting < 0 ? [`${sku}: waiting ${fromScaled(waiting)}`] : []),
    ...(valueMinor < 0 || (onHand === 0 && valueMinor !== 0)
      ? [`${sku}: on hand ${fromScaled(onHand)}, value ${valueMinor}`]
      : []),
  ];
}

/** First in, first out: the layers add up to what is on hand and what it is worth. */
function layerFaults({ sku, method, onHand, valueMinor, layers = [] }: Stock): string[] {
  if (method !== 'fifo') return [];
  const quantity = layers.reduce((sum, layer) => sum + layer.quantity, 0);
  const value = layers.reduce((sum, layer) => sum + layer.valueMinor, 0);
  return quantity === onHand && value === valueMinor
    ? []
    : [`${sku}: layers of ${fromScaled(quantity)} at ${value}, stock of ${fromScaled(onHand)} at ${valueMinor}`];
}

export async function checkQueue({ context: { records }, subject, through }: Look): Promise<Finding> {
  const [queue, stock] = await Promise.all([
    records.partition(shortageEntity, { productId: subject }),
    records.get(stockEntity, { productId: subject }),
  ]);
  if (stock === undefined) return findingOf([]);
  if (isAfter(stock, through)) return MOVING;
  const queued = queue.reduce((sum, { quantity }) => sum + quantity, 0);
  const { sku, waiting, available } = stock;
  return findingOf([
    ...(waiting === queued ? [] : [`${sku}: waiting ${fromScaled(waiting)}, in the queue ${fromScaled(queued)}`]),
    ...(waiting > 0 && available > 0
      ? [`${sku}: ${fromScaled(available)} are free while ${fromScaled(waiting)} wait`]
      : []),
  ]);
}
