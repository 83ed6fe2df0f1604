/** Units of quantity: the given ones and those a tenant adds. Codes follow what trade systems write (EA, PCS, KG). */
import { z } from 'zod';
import { rejectField } from '../../shared/rejection.ts';
import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import type { Reads } from './queries/find-products.ts';

export const Unit = z.object({
  /** Derived from the code, so that a code has one unit. */
  id: z.string(),
  code: z.string(),
  name: z.string(),
  /** Quantities in it must be whole numbers (S12). Never changes: stock would become invalid. */
  wholeNumber: z.boolean(),
});
export type Unit = z.infer<typeof Unit>;

export const unit = defineEntity({ name: 'catalog.unit', idPrefix: 'unt', schema: Unit });
export const unitIdOf = (tenantId: string, code: string): string => derivedId('unt', tenantId, code);

/** A code in either case; kept in capitals. */
export const UnitCode = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{0,11}$/, 'must be 1 to 12 letters or digits that begin with a letter')
  .transform((code) => code.toUpperCase())
  .meta({ id: 'UnitCode', examples: ['EA'] });

type GivenUnit = Omit<Unit, 'id'>;
const counted = (code: string, name: string): GivenUnit => ({ code, name, wholeNumber: true });
const measured = (code: string, name: string): GivenUnit => ({ code, name, wholeNumber: false });

/**
 * What is counted is whole; what is measured may be a fraction. Beside the codes that people write stand those of
 * UN/ECE Recommendation 20, which electronic invoices use (C62 one, H87 piece, KGM, LTR, MTR …).
 */
export const GIVEN_UNITS: readonly GivenUnit[] = [
  counted('EA', 'Each'),
  counted('PCS', 'Pieces'),
  counted('PC', 'Piece'),
  counted('PCE', 'Piece'),
  counted('PIECE', 'Piece'),
  counted('EACH', 'Each'),
  counted('UNIT', 'Unit'),
  counted('C62', 'One'),
  counted('H87', 'Piece'),
  counted('STK', 'Piece'),
  counted('KIT', 'Kit'),
  counted('PR', 'Pair'),
  counted('SET', 'Set'),
  counted('DZ', 'Dozen'),
  counted('BOX', 'Box'),
  counted('BTL', 'Bottle'),
  counted('CAN', 'Canister'),
  counted('CR', 'Crate'),
  counted('CS', 'Case'),
  counted('CTN', 'Carton'),
  counted('PAK', 'Pack'),
  counted('PAL', 'Pallet'),
  counted('ROL', 'Roll'),
  measured('KG', 'Kilogram'),
  measured('G', 'Gram'),
  measured('MG', 'Milligram'),
  measured('T', 'Tonne'),
  measured('LB', 'Pound'),
  measured('OZ', 'Ounce'),
  measured('L', 'Litre'),
  measured('ML', 'Millilitre'),
  measured('GAL', 'Gallon'),
  measured('PT', 'Pint'),
  measured('M', 'Metre'),
  measured('CM', 'Centimetre'),
  measured('MM', 'Millimetre'),
  measured('KM', 'Kilometre'),
  measured('IN', 'Inch'),
  measured('FT', 'Foot'),
  measured('M2', 'Square metre'),
  measured('CM2', 'Square centimetre'),
  measured('M3', 'Cubic metre'),
  measured('FT3', 'Cubic foot'),
  measured('KGM', 'Kilogram'),
  measured('GRM', 'Gram'),
  measured('TNE', 'Tonne'),
  measured('LTR', 'Litre'),
  measured('MTR', 'Metre'),
  measured('MTK', 'Square metre'),
  measured('MTQ', 'Cubic metre'),
  measured('HUR', 'Hour'),
  measured('H', 'Hour'),
  measured('HR', 'Hour'),
  measured('HOUR', 'Hour'),
  measured('MIN', 'Minute'),
  measured('DAY', 'Day'),
];

const GIVEN_BY_CODE: ReadonlyMap<string, GivenUnit> = new Map(GIVEN_UNITS.map((given) => [given.code, given]));
export const isGivenUnit = (code: string): boolean => GIVEN_BY_CODE.has(code);

/** The units among `codes` that exist, by code; given ones cost no read. */
export async function unitsByCode(context: Reads, codes: readonly string[]): Promise<Map<string, GivenUnit>> {
  const known = new Map<string, GivenUnit>();
  for (const code of codes) {
    const given = GIVEN_BY_CODE.get(code);
    if (given !== undefined) known.set(code, given);
  }
  const own = codes.filter((code) => !known.has(code));
  const found = await context.records.getMany(
    unit,
    own.map((code) => unitIdOf(context.tenantId, code)),
  );
  for (const record of found) known.set(record.code, record);
  return known;
}

/** @throws Rejection `unknown_unit` at the pointer */
export function needUnit(units: ReadonlyMap<string, GivenUnit>, code: string, pointer = '/unit'): GivenUnit {
  const found = units.get(code);
  if (found !== undefined) return found;
  throw rejectField(pointer, 'unknown_unit', `No unit has the code "${code}".`);
}
