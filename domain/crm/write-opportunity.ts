/** The writes of a new opportunity in a commit, shared by the command and the import. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { sumMinor } from '../../shared/values/money.ts';
import { nowAt } from '../../shared/values/time.ts';
import { account } from './account.entity.ts';
import { decideFirstStage } from './decide-opportunity.ts';
import { opportunityCreated } from './events.ts';
import { OPPORTUNITY_EXTERNAL_ID_RULE, opportunity } from './opportunity.entity.ts';
import type { Opportunity, OpportunityLine } from './opportunity.schema.ts';
import { defaultPipelineId, pipeline } from './pipeline.entity.ts';
import type { PipelineStage } from './pipeline.schema.ts';

export type NewOpportunity = Pick<Opportunity, 'accountId' | 'name' | 'currency'> &
  Partial<Pick<Opportunity, 'expectedCloseOn' | 'requiredOn' | 'ownerId' | 'externalId' | 'custom'>> & {
    readonly pipelineId: string | undefined;
    readonly stage: string | undefined;
    readonly probability: number | undefined;
    readonly lines: OpportunityLine[];
  };

/**
 * Opens an opportunity: its correlation id is born here.
 * @throws Rejection `unknown_account`, `unknown_pipeline`, `unknown_stage`, `closing_stage`;
 * `crm.opportunity.duplicate_external_id` (409)
 */
export async function addOpportunity(work: Work, input: NewOpportunity): Promise<Stored<Opportunity>> {
  const { ids, clock } = work.context.deps;
  const { pipelineId = defaultPipelineId(work.context.tenantId), stage, probability, ...fields } = input;
  const [holder, stages] = await Promise.all([work.records.get(account, fields.accountId), stagesOf(work, pipelineId)]);
  if (holder === undefined) throw rejectField('/accountId', 'unknown_account', 'No such account.');
  const first = decideFirstStage(stages, stage, nowAt(clock));
  const id = ids.next('opp');
  claimExternalId(work, id, fields.externalId);
  const created = work.create(opportunity, {
    ...fields,
    ...first,
    id,
    pipelineId,
    state: 'open',
    probability: probability ?? first.probability,
    amountMinor: amountOf(fields.lines, fields.currency),
    winNumber: 0,
    correlationId: ids.next('loop'),
    outcomes: {},
  });
  work.emit(opportunityCreated, created, factsOf(created));
  return created;
}

/** @throws Rejection `unknown_pipeline` */
export async function stagesOf(work: Work, pipelineId: string): Promise<readonly PipelineStage[]> {
  const found = await work.records.get(pipeline, pipelineId);
  if (found === undefined) throw rejectField('/pipelineId', 'unknown_pipeline', 'No such pipeline.');
  return found.stages;
}

export const amountOf = (lines: readonly OpportunityLine[], currency: string): number =>
  sumMinor(
    lines.map(({ netMinor }) => netMinor),
    currency,
  );

/** What every event of an opportunity tells of it. */
export const factsOf = ({ id, accountId, name }: Opportunity) => ({ opportunityId: id, accountId, name });

function claimExternalId(work: Work, id: string, externalId: string | undefined): void {
  if (externalId === undefined) return;
  const code = 'crm.opportunity.duplicate_external_id';
  const taken = rejectField('/externalId', code, 'Another opportunity has this external id.', 'conflict');
  work.claim(OPPORTUNITY_EXTERNAL_ID_RULE, externalId, id, taken);
}
