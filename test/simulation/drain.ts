import { isPoison } from './operator.ts';
import type { Simulation } from './simulation.ts';

/**
 * Level 4: once the faults have stopped, dead letters are put back, and only the poison may become one again. A message
 * that waits for another which is hours late is a dead letter by right, and is no loss.
 */
export async function drain({ queues, due, core, run }: Simulation): Promise<void> {
  if (queues.redrive(isPoison) + due.redrive(() => false) > 0) core.trace.mark('dead letters redriven');
  await run(async () => undefined);
  const dead = [...queues.deadLetters(), ...due.deadLetters()].filter((letter) => !isPoison(letter));
  for (const { type } of dead) core.findings.push(`dead letter after the faults stopped: ${type}`);
}
