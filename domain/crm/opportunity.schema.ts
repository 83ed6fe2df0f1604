/** An opportunity as it is stored. Quantities and unit prices scaled 10^-6, money in minor units. */
import { z } from 'zod';
import { StoredCustomFields } from '../../shared/custom-fields/custom-field.entity.ts';

export const OpportunityLine = z.object({
  /** The same on the sales order that follows. */
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  unitPrice: z.number().int(),
  netMinor: z.number().int(),
  /** Cost of one unit when the line was quoted; absent where none was known. */
  quotedUnitCost: z.number().int().optional(),
});
export type OpportunityLine = z.infer<typeof OpportunityLine>;

export const StageVisit = z.object({ stage: z.string(), enteredAt: z.string(), leftAt: z.string().optional() });
export type StageVisit = z.infer<typeof StageVisit>;

export const VARIANCE_NAMES = ['price', 'quantity', 'cost', 'cost_not_quoted'] as const;
export const Variance = z.object({ name: z.enum(VARIANCE_NAMES), amountMinor: z.number().int() });
export type Variance = z.infer<typeof Variance>;

/** What became of a won opportunity, counted when its order was settled and corrected by later returns and credits. */
export const Realised = z.object({
  salesOrderId: z.string(),
  revenueMinor: z.number().int(),
  costMinor: z.number().int(),
  marginMinor: z.number().int(),
  quotedMarginMinor: z.number().int(),
  /** They add up to realised less quoted margin. */
  variances: z.array(Variance),
  closedAt: z.string(),
});
export type Realised = z.infer<typeof Realised>;

/** What is known here of one of the opportunity's sales orders. */
export const Outcome = z.object({
  /** What credit notes (net, minor units) and returns (scaled quantity) told so far, by their ids: each counts once. */
  credits: z.record(z.string(), z.number().int()),
  returns: z.record(z.string(), z.number().int()),
  /** Once the order is settled. */
  realised: Realised.optional(),
});
export type Outcome = z.infer<typeof Outcome>;

export const Opportunity = z.object({
  id: z.string(),
  name: z.string(),
  accountId: z.string(),
  pipelineId: z.string(),
  stage: z.string(),
  state: z.string(),
  /** Chance of winning in whole percent: the stage's, or one given by hand. */
  probability: z.number().int(),
  expectedCloseOn: z.string().optional(),
  /** The day on which the customer wants the goods. */
  requiredOn: z.string().optional(),
  ownerId: z.string().optional(),
  externalId: z.string().optional(),
  /** The tenant's own fields. */
  custom: StoredCustomFields.optional(),
  currency: z.string(),
  lines: z.array(OpportunityLine),
  amountMinor: z.number().int(),
  stageHistory: z.array(StageVisit),
  /** Wins so far: each win has one sales order, whose id follows from it. */
  winNumber: z.number().int(),
  wonAt: z.string().optional(),
  lostAt: z.string().optional(),
  lostReason: z.string().optional(),
  /** Born with the opportunity; goes with everything that follows from it. */
  correlationId: z.string(),
  /**
   * By sales order. There is more than one where goods left while the order of an earlier win was being cancelled, and
   * the opportunity was won again.
   */
  outcomes: z.record(z.string(), Outcome),
});
export type Opportunity = z.infer<typeof Opportunity>;
