import { describe, expect, it } from 'vitest';
import { decideStages } from '../../../domain/crm/decide-pipeline.ts';
import { DEFAULT_PIPELINE } from '../../../domain/crm/pipeline.entity.ts';
import { readStages, stageKeyOf } from '../../../domain/crm/pipeline.resource.ts';
import { Rejection } from '../../../shared/rejection.ts';

type StageText = [name: string, key?: string, active?: boolean];
const stages = (...texts: StageText[]) =>
  readStages(
    texts.map(([name, key, active = true]) => ({
      name,
      probability: 50,
      active,
      ...(key === undefined ? {} : { key }),
    })),
  );

const resultOf = (run: () => { key: string }[]): string => {
  try {
    return run()
      .map(({ key }) => key)
      .join(' ');
  } catch (error) {
    const [field] = error instanceof Rejection ? (error.details.errors ?? []) : [];
    return `${field?.pointer} ${field?.code}`;
  }
};

describe('the stages of a pipeline', () => {
  it.each<[string, StageText[], StageText[], string]>([
    ['end with won and lost', [], [['Test ride'], ['Offer made']], 'test_ride offer_made won lost'],
    ['two of one name', [], [['Offer'], ['offer']], '/stages/0/key duplicate_stage'],
    ['one named as a closing one', [], [['Won']], '/stages/0/key duplicate_stage'],
    ['a name without latin letters needs a key', [], [['试骑']], '/stages/0/key stage_name_needs_letters'],
    ['a key for it', [], [['试骑', 'test_ride']], 'test_ride won lost'],
    ['may be renamed', [['Offer']], [['Quotation', 'offer']], 'offer won lost'],
    ['may not be removed', [['Offer'], ['Ride']], [['Ride']], '/stages stage_missing'],
    ['may be retired', [['Offer'], ['Ride']], [['Ride'], ['Offer', 'offer', false]], 'ride offer won lost'],
    ['may not all be retired', [['Offer']], [['Offer', 'offer', false]], '/stages no_active_stage'],
  ])('%s', (_, before, after, expected) => {
    const known = before.length === 0 ? [] : decideStages([], stages(...before));
    expect(resultOf(() => decideStages(known, stages(...after)))).toBe(expected);
  });

  it('L4: the default pipeline has the stages and probabilities that teams know', () => {
    expect(DEFAULT_PIPELINE.stages.map(({ name, probability }) => [name, probability])).toEqual([
      ['Appointment scheduled', 20],
      ['Qualified to buy', 40],
      ['Presentation scheduled', 60],
      ['Decision maker bought-in', 80],
      ['Contract sent', 90],
      ['Closed won', 100],
      ['Closed lost', 0],
    ]);
  });

  it.each([
    ['Qualified to buy', 'qualified_to_buy'],
    ['  Angebot (geprüft) ', 'angebot_gepruft'],
    ['2nd call', 'nd_call'],
  ])('key of %j', (name, key) => {
    expect(stageKeyOf(name)).toBe(key);
  });
});
