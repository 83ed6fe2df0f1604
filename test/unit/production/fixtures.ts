/** Small records for the tables of production. Quantities are written in whole units, money in minor units. */
import type { Component, Operation, ProductionOrder } from '../../../domain/production/order.schema.ts';
import type { Peg } from '../../../shared/pegs.ts';
import { Rejection } from '../../../shared/rejection.ts';
import { SCALE } from '../../../shared/values/decimal.ts';

export const units = (count: number): number => Math.round(count * SCALE);

export const component = (fields: Partial<Component> = {}): Component => ({
  lineId: 'c1',
  productId: 'tube',
  sku: 'TUBE',
  kind: 'purchased',
  quantity: units(20),
  issued: 0,
  issuedMinor: 0,
  returned: 0,
  returnedMinor: 0,
  ...fields,
});

/** 60 minutes for the whole order at 30.00 an hour. */
export const operation = (fields: Partial<Operation> = {}): Operation => ({
  workCentreId: 'wkc_weld',
  workCentreName: 'Welding',
  minutes: units(60),
  hourlyRate: units(30),
  actualMinutes: 0,
  ...fields,
});

export const peg = (quantity: number, received = 0, reservationId = 'rsv', neededOn = '2026-05-15'): Peg => ({
  reservationId,
  lineId: 'line',
  neededOn,
  quantity: units(quantity),
  received: units(received),
});

/** Ten frames of two tubes each, started: 100.00 of material in work in progress. */
export const order = (fields: Partial<ProductionOrder> = {}): ProductionOrder => ({
  id: 'mor',
  number: 'MO-2026-00001',
  state: 'in_progress',
  correlationId: 'loop',
  productId: 'frame',
  sku: 'FRAME',
  name: 'Frame',
  unit: 'EA',
  wholeUnits: true,
  quantity: units(10),
  produced: 0,
  scrapped: 0,
  byHand: false,
  pegs: [],
  components: [component({ issued: units(20), issuedMinor: 10_000 })],
  operations: [operation()],
  startOn: '2026-05-01',
  dueOn: '2026-05-10',
  late: false,
  currency: 'EUR',
  plannedMaterialMinor: 10_000,
  plannedConversionMinor: 3_000,
  materialMinor: 10_000,
  conversionMinor: 0,
  outputMinor: 0,
  varianceMinor: 0,
  ...fields,
});

/** The code of the rejection, with the first field's pointer where it names one. */
export const refusalOf = (decide: () => unknown): string => {
  try {
    decide();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const [field] = error.details.errors ?? [];
    return field === undefined ? error.code : `${error.code} ${field.pointer}`;
  }
  return 'allowed';
};
