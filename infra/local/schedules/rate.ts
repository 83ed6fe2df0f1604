/** `rate(5 minutes)`: the only kind of schedule that manifests can declare; others are refused by name. */
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The period in ms. @throws Error for a cron or one-time expression, or a period that AWS refuses */
export function ratePeriodMs(expression: string): number {
  const [, count = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const period = Number(count) * (UNIT_MS[unit] ?? 0);
  if (period > 0 && (count === '1') === (plural === '')) return period;
  throw new Error(`The schedule ${expression} is not known to the local cloud, which runs rate(…) only`);
}
