/** A batch of reads is not of one moment: the table may answer a part of it, and the rest when it is asked again. */
import type { BatchGetCommandInput, BatchGetCommandOutput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Runs `act`, and `other` in full within its first batch that holds a record of `entity` beside others: those are read
 * before it, and the record of the entity after it. @throws where there is no such batch
 */
export async function withinTheBatch<Result>(
  client: Pick<DynamoDBDocumentClient, 'middlewareStack'>,
  entity: string,
  act: () => Promise<Result>,
  other: () => Promise<unknown>,
): Promise<Result> {
  let isTorn = false;
  client.middlewareStack.add(
    (next) => async (args) => {
      const { RequestItems = {} } = args.input as Partial<BatchGetCommandInput>;
      const [[table, asked] = ['', { Keys: [] }]] = Object.entries(RequestItems);
      const late = (asked.Keys ?? []).filter(({ pk }) => String(pk).includes(`#${entity}#`));
      const first = (asked.Keys ?? []).filter((key) => !late.includes(key));
      if (isTorn || late.length === 0 || first.length === 0) return next(args);
      isTorn = true;
      const input = { ...args.input, RequestItems: { [table]: { ...asked, Keys: first } } };
      const answer = await next({ ...args, input });
      await other();
      const output = answer.output as BatchGetCommandOutput;
      return { ...answer, output: { ...output, UnprocessedKeys: { [table]: { ...asked, Keys: late } } } };
    },
    { step: 'initialize', name: 'withinTheBatch' },
  );
  const result = await act();
  client.middlewareStack.remove('withinTheBatch');
  if (!isTorn) throw new Error(`No batch read ${entity} beside other records`);
  return result;
}
