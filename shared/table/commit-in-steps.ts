/** Work of a reaction that is too large for one commit, cut into steps that are each committed once. */
import type { Context } from '../context.ts';
import { AlreadyCommitted } from './commit-marker.ts';
import { commit, type Work } from './unit-of-work.ts';

/**
 * Commits one step after another. Each step has an inbox marker of its own, and the last one carries the context's, so
 * that a redelivery after a crash goes on where the first run stopped. The steps must follow from the event alone, or a
 * second run would cut the work in another way.
 */
export async function commitInSteps<Step>(
  context: Context,
  steps: readonly Step[],
  body: (work: Work, step: Step) => Promise<void>,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    try {
      await commit(isLast ? context : withStepMarker(context, index), (work) => body(work, step));
    } catch (error) {
      if (isLast || !(error instanceof AlreadyCommitted)) throw error;
    }
  }
}

function withStepMarker(context: Context, step: number): Context {
  const { marker } = context;
  if (marker?.kind !== 'inbox') throw new Error('Only a reaction is committed in steps');
  return { ...context, marker: { ...marker, reaction: `${marker.reaction}.${step}` } };
}

/** Cuts a list into parts of at most `size`. */
export const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
