/** The wire shape of an opportunity and its input. */
import { z } from 'zod';
import { ShownFields, saidCustomFields, withCustomFilters } from '../../shared/custom-fields/custom-fields.schema.ts';
import type { ShownCustomFields } from '../../shared/custom-fields/show-custom-fields.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { UnitPrice } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, mulDiv, Quantity } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { ExternalId, Name, Reason, textLine } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { isCostKnown, quotedMargin } from './margin.ts';
import { type Opportunity, VARIANCE_NAMES } from './opportunity.schema.ts';
import { OwnerId } from './text-fields.ts';

export const LINES_MAX = 300;

export const LineInput = z.strictObject({
  sku: z.string().min(1).max(64),
  quantity: Quantity,
  /** The product's list price where not said. */
  unitPrice: UnitPrice.optional(),
});
export type LineInput = z.infer<typeof LineInput>;

/** Key or name of a stage. */
const Stage = textLine(60);
const Probability = z.number().int().min(0).max(100);

export const OpportunityInput = z.strictObject({
  accountId: idSchema('acc'),
  name: Name,
  /** Key or name; the pipeline's first stage where not said. */
  stage: Stage.optional(),
  pipelineId: idSchema('pip').optional(),
  /** Chance in whole percent, instead of the stage's. */
  probability: Probability.optional(),
  expectedCloseOn: CalendarDate.optional(),
  /** The day on which the customer wants the goods. */
  requiredOn: CalendarDate.optional(),
  ownerId: OwnerId.optional(),
  lines: z.array(LineInput).max(LINES_MAX).default([]),
  externalId: ExternalId.optional(),
  customFields: saidCustomFields('opportunity').optional(),
});
export type OpportunityInput = z.infer<typeof OpportunityInput>;

/** Any of the fields; null takes an optional one away. Lines are replaced as a whole. */
export const OpportunityChange = z.strictObject({
  name: Name.optional(),
  stage: Stage.optional(),
  probability: Probability.optional(),
  expectedCloseOn: CalendarDate.nullable().optional(),
  requiredOn: CalendarDate.nullable().optional(),
  ownerId: OwnerId.nullable().optional(),
  lines: z.array(LineInput).max(LINES_MAX).optional(),
  customFields: saidCustomFields('opportunity').optional(),
});
export type OpportunityChange = z.infer<typeof OpportunityChange>;

export const LoseInput = z.strictObject({ reason: Reason });
export type LoseInput = z.infer<typeof LoseInput>;

const OrderOfWin = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  status: z.string(),
  /** Whole percent of the order's value. */
  reservedPercent: z.number().int(),
  producedPercent: z.number().int(),
  deliveredPercent: z.number().int(),
  billedPercent: z.number().int(),
  paidPercent: z.number().int(),
  total: SignedMoney,
  billed: SignedMoney,
  paid: SignedMoney,
  due: SignedMoney,
});
export type OrderOfWin = z.infer<typeof OrderOfWin>;

export const OpportunityResource = z
  .object({
    id: z.string(),
    name: z.string(),
    accountId: z.string(),
    pipelineId: z.string(),
    stage: z.string(),
    state: z.enum(['open', 'won', 'lost']),
    probability: z.number().int(),
    expectedCloseOn: CalendarDate.nullable(),
    requiredOn: CalendarDate.nullable(),
    ownerId: z.string().nullable(),
    externalId: z.string().nullable(),
    currency: z.string(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        name: z.string(),
        quantity: Quantity,
        unitPrice: SignedMoney,
        net: SignedMoney,
        quotedUnitCost: SignedMoney.nullable(),
      }),
    ),
    amount: SignedMoney,
    /** Amount times probability (L5). */
    weightedAmount: SignedMoney,
    /** null where the cost of a line was not known when it was quoted. */
    quotedMargin: SignedMoney.nullable(),
    stageHistory: z.array(
      z.object({ stage: z.string(), enteredAt: Instant, leftAt: Instant.nullable(), seconds: z.number().int() }),
    ),
    winNumber: z.number().int(),
    wonAt: Instant.nullable(),
    lostAt: Instant.nullable(),
    lostReason: z.string().nullable(),
    correlationId: z.string(),
    customFields: ShownFields('opportunity'),
    /** Known from the moment of the win, before the order is there. */
    salesOrderId: z.string().nullable(),
    /** How far the order has come; null where it is not there yet, or not asked for in a list. */
    order: OrderOfWin.nullable(),
    realised: z
      .object({
        revenue: SignedMoney,
        cost: SignedMoney,
        margin: SignedMoney,
        quotedMargin: SignedMoney,
        variances: z.array(z.object({ name: z.enum(VARIANCE_NAMES), amount: SignedMoney })),
        closedAt: Instant,
      })
      .nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Opportunity' });
export type OpportunityResource = z.infer<typeof OpportunityResource>;

export const OpportunityListQuery = withCustomFilters(
  PageQuery.extend({
    accountId: idSchema('acc').optional(),
    state: z.enum(['open', 'won', 'lost']).optional(),
    stage: z.string().min(1).max(60).optional(),
    ownerId: OwnerId.optional(),
    externalId: ExternalId.optional(),
    /** Beginning of the name, in either case; the open ones come first, then the won, then the lost. */
    q: z.string().min(1).max(100).optional(),
  }),
  'opportunity',
);
export type OpportunityListQuery = z.infer<typeof OpportunityListQuery>;

export type OpportunityView = {
  readonly now: string;
  readonly salesOrderId: string | undefined;
  readonly order: OrderOfWin | undefined;
  readonly customFields: ShownCustomFields;
};

export function presentOpportunity(record: Stored<Opportunity>, view: OpportunityView): OpportunityResource {
  const { currency } = record;
  const money = (minor: number) => toMoney(minor, currency);
  return {
    id: record.id,
    name: record.name,
    accountId: record.accountId,
    pipelineId: record.pipelineId,
    stage: record.stage,
    state: record.state as OpportunityResource['state'],
    probability: record.probability,
    expectedCloseOn: record.expectedCloseOn ?? null,
    requiredOn: record.requiredOn ?? null,
    ownerId: record.ownerId ?? null,
    externalId: record.externalId ?? null,
    currency,
    lines: record.lines.map((line) => ({
      lineId: line.lineId,
      productId: line.productId,
      sku: line.sku,
      name: line.name,
      quantity: fromScaled(line.quantity),
      unitPrice: unitPriceToMoney(line.unitPrice, currency),
      net: money(line.netMinor),
      quotedUnitCost: line.quotedUnitCost === undefined ? null : unitPriceToMoney(line.quotedUnitCost, currency),
    })),
    amount: money(record.amountMinor),
    weightedAmount: money(mulDiv(record.amountMinor, record.probability, 100)),
    quotedMargin: isCostKnown(record.lines) ? money(quotedMargin(record.lines, currency)) : null,
    stageHistory: record.stageHistory.map((visit) => ({
      stage: visit.stage,
      enteredAt: visit.enteredAt,
      leftAt: visit.leftAt ?? null,
      seconds: secondsBetween(visit.enteredAt, visit.leftAt ?? view.now),
    })),
    winNumber: record.winNumber,
    wonAt: record.wonAt ?? null,
    lostAt: record.lostAt ?? null,
    lostReason: record.lostReason ?? null,
    correlationId: record.correlationId,
    customFields: view.customFields,
    salesOrderId: view.salesOrderId ?? null,
    order: view.order ?? null,
    realised: presentRealised(record, view.salesOrderId),
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

/** Of the order of the present win, else of the order that was settled last. */
function presentRealised(
  { outcomes, currency }: Opportunity,
  salesOrderId: string | undefined,
): OpportunityResource['realised'] {
  const settled = Object.values(outcomes).flatMap((outcome) => outcome.realised ?? []);
  const [last] = settled.sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1));
  const realised = outcomes[salesOrderId ?? '']?.realised ?? last;
  if (realised === undefined) return null;
  const money = (minor: number) => toMoney(minor, currency);
  return {
    revenue: money(realised.revenueMinor),
    cost: money(realised.costMinor),
    margin: money(realised.marginMinor),
    quotedMargin: money(realised.quotedMarginMinor),
    variances: realised.variances.map(({ name, amountMinor }) => ({ name, amount: money(amountMinor) })),
    closedAt: realised.closedAt,
  };
}

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000));
