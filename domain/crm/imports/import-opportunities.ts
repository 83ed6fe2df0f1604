import { asStep, type Context } from '../../../shared/context.ts';
import { changedCustomFields, newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { commitUnlessDry, type ImportInput, type RowResult, refusedRow } from '../../../shared/import-rows.ts';
import type { ImportOutcome, ImportRow } from '../../../shared/module.ts';
import { Rejection, rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { account } from '../account.entity.ts';
import { decideMove, expectOpen, type OpportunityChanges } from '../decide-opportunity.ts';
import { OPPORTUNITY_EXTERNAL_ID_RULE, opportunity } from '../opportunity.entity.ts';
import { LINES_MAX, type LineInput } from '../opportunity.resource.ts';
import { type OpportunityRow, opportunityOf } from '../opportunity.row.ts';
import type { Opportunity, OpportunityLine } from '../opportunity.schema.ts';
import { findByExternalId } from '../queries/find-by-external-id.ts';
import { quoteLines } from '../quote-lines.ts';
import { ACCOUNT_EXTERNAL_ID_RULE } from '../write-account.ts';
import { addOpportunity, amountOf, stagesOf } from '../write-opportunity.ts';

type Group = readonly ImportRow<OpportunityRow>[];

/**
 * Opens opportunities, or changes the open ones whose external id is known. An opportunity is one commit over all its
 * rows: a line that is refused holds back the deal, because a deal over half of its lines would be another deal.
 */
export async function importOpportunities(
  context: Context,
  { rows, dryRun }: ImportInput<OpportunityRow>,
): Promise<ImportOutcome[]> {
  const step = asStep(context);
  const outcomes: ImportOutcome[] = [];
  for (const group of Map.groupBy(rows, ({ row }) => opportunityOf(row)).values()) {
    try {
      const saved = await commitUnlessDry(step, dryRun, (work) => importOpportunity(work, group));
      outcomes.push(...group.map(({ line }) => ({ line, ...saved })));
    } catch (error) {
      outcomes.push(...refuseGroup(group, error));
    }
  }
  return outcomes;
}

async function importOpportunity(work: Work, group: Group): Promise<RowResult> {
  const [first] = group;
  if (first === undefined) throw new Error('A group has at least one row');
  const { row } = first;
  const { currency } = await profileOf(work.context);
  const [accounts, known] = await Promise.all([
    findByExternalId(work.records, account, ACCOUNT_EXTERNAL_ID_RULE, [row.accountExternalId]),
    findByExternalId(work.records, opportunity, OPPORTUNITY_EXTERNAL_ID_RULE, [row.externalId]),
  ]);
  const holder = accounts.get(row.accountExternalId);
  if (holder === undefined) {
    const text = `No account has the external id "${row.accountExternalId}".`;
    throw rejectField('/accountExternalId', 'unknown_account', text);
  }
  const lines = await quoteLines(work.context, readLines(group, currency));
  const before = known.get(row.externalId);
  if (before !== undefined) return change(work, before, holder.id, row, lines);
  const { name, externalId, stage, expectedCloseOn, requiredOn, ownerId } = row;
  const added = { name, externalId, stage, expectedCloseOn, requiredOn, ownerId, currency, lines };
  const created = await addOpportunity(work, {
    ...added,
    accountId: holder.id,
    pipelineId: undefined,
    probability: undefined,
    ...(await newCustomFields(work, opportunity, row.customFields, 'text')),
  });
  return { result: 'created', id: created.id };
}

/** @throws Rejection `required` (quantity of a SKU), `too_many_lines` */
function readLines(group: Group, currency: string): LineInput[] {
  if (group.length > LINES_MAX) throw rejectField('/sku', 'too_many_lines', `At most ${LINES_MAX} lines.`);
  return linesOf(group).map(({ row: { sku = '', quantity, unitPrice } }, index) => {
    if (quantity === undefined) throw rejectField(`/lines/${index}/quantity`, 'required', 'is required with a SKU');
    return { sku, quantity, ...(unitPrice === undefined ? {} : { unitPrice: { amount: unitPrice, currency } }) };
  });
}

const linesOf = (group: Group): Group => group.filter(({ row }) => row.sku !== undefined);

async function change(
  work: Work,
  before: Stored<Opportunity>,
  accountId: string,
  row: OpportunityRow,
  lines: OpportunityLine[],
): Promise<RowResult> {
  const { name, expectedCloseOn, requiredOn, ownerId, stage } = row;
  const said = { accountId, name, expectedCloseOn, requiredOn, ownerId };
  const fields: OpportunityChanges = Object.fromEntries(
    Object.entries(said).filter(
      ([field, value]) => value !== undefined && before[field as keyof Opportunity] !== value,
    ),
  );
  const moved =
    stage === undefined || before.state !== 'open'
      ? {}
      : decideMove(before, await stagesOf(work, before.pipelineId), stage, nowAt(work.context.deps.clock));
  const requoted = sameLines(before.lines, lines) ? {} : { lines, amountMinor: amountOf(lines, before.currency) };
  const custom = await changedCustomFields(work, opportunity, before, row.customFields, 'text');
  const changes = { ...fields, ...moved, ...requoted };
  if (Object.keys({ ...changes, ...custom }).length === 0) return { result: 'unchanged', id: before.id };
  if (Object.keys(changes).length > 0) expectOpen(before);
  work.update(opportunity, before, { ...changes, ...custom });
  return { result: 'updated', id: before.id };
}

/** Whether the deal is the same; costs are as they were when it was quoted. */
const sameLines = (a: readonly OpportunityLine[], b: readonly OpportunityLine[]): boolean =>
  a.length === b.length &&
  a.every((line, index) => {
    const other = b[index];
    return (
      line.productId === other?.productId && line.quantity === other.quantity && line.unitPrice === other.unitPrice
    );
  });

/** The row whose line broke a rule is told the rule; the others of its deal are told which row it was. */
function refuseGroup(group: Group, error: unknown): ImportOutcome[] {
  const pointer = error instanceof Rejection ? error.details.errors?.[0]?.pointer : undefined;
  const at = /^\/lines\/(\d+)\/(\w+)/.exec(pointer ?? '');
  if (at === null || !(error instanceof Rejection)) return group.map(({ line }) => refusedRow(line, error));
  const culprit = linesOf(group)[Number(at[1])] ?? group[0];
  const { code, message } = error.details.errors?.[0] ?? error;
  return group.map(({ line }) =>
    line === culprit?.line
      ? refusedRow(line, rejectField(`/${at[2]}`, code, message))
      : refusedRow(line, rejectField('', 'deal_refused', `Line ${culprit?.line} of the same deal was refused.`)),
  );
}
