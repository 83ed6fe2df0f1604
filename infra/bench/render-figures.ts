/** Figures as a table: what was measured, the budget, and whether it is met. */
export type Figure = {
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  readonly met: boolean | undefined;
};
export type Setting = {
  readonly loops: number;
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
};

export function renderFigures(figures: readonly Figure[], setting: Setting): string {
  const rows = figures.map(
    ({ what, value, budget, met }) =>
      `| ${what} | ${value} | ${budget} | ${met === undefined ? '' : met ? 'met' : '**not met**'} |`,
  );
  return [
    `Measured with ${setting.loops} loops of each kind on ${setting.cores} cores (${setting.processor}), Node ${setting.node}.`,
    '',
    '| what | measured | budget | |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
