/**
 * How many of the rows that were read make the next step. Rows of one group go together: where the cut would fall
 * inside a run of one group, it moves back to where the run begins, or, where the run is all there is, to its end.
 */

/**
 * @param groups group of each row in the order of the file, undefined where a row has none
 * @param wanted rows of the step
 * @param moreFollow whether the file goes on behind the rows given
 */
export function chooseChunk(groups: readonly (string | undefined)[], wanted: number, moreFollow: boolean): number {
  const whole = groups.length <= wanted;
  if (whole && !moreFollow) return groups.length;
  const cut = Math.min(wanted, groups.length);
  const group = groups[cut - 1];
  if (group === undefined || (!whole && groups[cut] !== group)) return cut;
  let begin = cut - 1;
  while (begin > 0 && groups[begin - 1] === group) begin -= 1;
  if (begin > 0) return begin;
  let end = cut;
  while (end < groups.length && groups[end] === group) end += 1;
  return end;
}
