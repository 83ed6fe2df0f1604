/** The wire shape of a pipeline and its input. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Name, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import type { Pipeline, PipelineStage } from './pipeline.schema.ts';

const STAGES_MAX = 30;

const StageInput = z.strictObject({
  /** Made of the name where not given. */
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 of a-z, 0-9 and "_"')
    .optional(),
  name: textLine(60),
  /** Chance of winning in whole percent. */
  probability: z.number().int().min(0).max(100),
  active: z.boolean().default(true),
});

export const PipelineInput = z.strictObject({
  name: Name,
  /** The open stages in order; "won" and "lost" are always there. */
  stages: z.array(StageInput).min(1).max(STAGES_MAX),
});
export type PipelineInput = z.infer<typeof PipelineInput>;

export const PipelineChange = PipelineInput.partial();
export type PipelineChange = z.infer<typeof PipelineChange>;

export const PipelineResource = z
  .object({
    id: z.string(),
    name: z.string(),
    isDefault: z.boolean(),
    stages: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        probability: z.number().int(),
        outcome: z.enum(['open', 'won', 'lost']),
        active: z.boolean(),
      }),
    ),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Pipeline' });
export type PipelineResource = z.infer<typeof PipelineResource>;

export const presentPipeline = (record: Stored<Pipeline>, defaultId: string): PipelineResource => ({
  id: record.id,
  name: record.name,
  isDefault: record.id === defaultId,
  stages: [...record.stages],
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** Open stages of a body; a stage without a key is named after its name. */
export const readStages = (stages: PipelineInput['stages']): PipelineStage[] =>
  stages.map(({ key, name, probability, active }) => ({
    key: key ?? stageKeyOf(name),
    name,
    probability,
    outcome: 'open',
    active,
  }));

/** "Qualified to buy" → `qualified_to_buy`. */
export const stageKeyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
