import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { Pipeline, type PipelineStage } from './pipeline.schema.ts';

export const pipeline = defineEntity({ name: 'crm.pipeline', idPrefix: 'pip', schema: Pipeline });

/** The pipeline that every tenant has from the start, found without a search. */
export const defaultPipelineId = (tenantId: string): string => derivedId('pip', tenantId, 'default');

const open = (key: string, name: string, probability: number): PipelineStage => ({
  key,
  name,
  probability,
  outcome: 'open',
  active: true,
});
const CLOSED: readonly PipelineStage[] = [
  { key: 'won', name: 'Closed won', probability: 100, outcome: 'won', active: true },
  { key: 'lost', name: 'Closed lost', probability: 0, outcome: 'lost', active: true },
];

/** The stages most sales teams know (L4). */
export const DEFAULT_PIPELINE: Omit<Pipeline, 'id'> = {
  name: 'Sales',
  stages: [
    open('appointment', 'Appointment scheduled', 20),
    open('qualified', 'Qualified to buy', 40),
    open('presentation', 'Presentation scheduled', 60),
    open('decision', 'Decision maker bought-in', 80),
    open('contract', 'Contract sent', 90),
    ...CLOSED,
  ],
};

/** The stages of a pipeline: the open ones given, then the two that end an opportunity. */
export const withClosedStages = (stages: readonly PipelineStage[]): PipelineStage[] => [...stages, ...CLOSED];
