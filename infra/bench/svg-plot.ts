/**
 * Line plots as SVG text, small and readable on a light and on a dark page: no background, colours of middle brightness,
 * and a grey for words that stands out from both.
 */

export type Series = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] };
export type Plot = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** A horizontal line, such as a budget. */
  readonly line?: { readonly name: string; readonly y: number };
  /** Tens stand evenly apart; without it x is drawn by its order, as one client, four, eight. */
  readonly logX?: boolean;
};

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 64;
const RIGHT = 150;
const TOP = 36;
const BOTTOM = 48;
const COLOURS = ['#3b82f6', '#ea7317', '#16a37b', '#a855f7', '#d6336c', '#8a8f98'];
const TICKS = 4;

export function renderPlot(plot: Plot): string {
  const xs = [...new Set(plot.series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const ys = plot.series.flatMap(({ points }) => points.map(([, y]) => y));
  const top = niceTop(Math.max(plot.line?.y ?? 0, ...ys));
  const place = plot.logX === true ? Math.log10 : (x: number) => xs.indexOf(x);
  const [first, last] = [place(xs[0] ?? 1), place(xs.at(-1) ?? 1)];
  const atX = (x: number) => round(LEFT + ((place(x) - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT));
  const atY = (y: number) => round(HEIGHT - BOTTOM - (y / top) * (HEIGHT - TOP - BOTTOM));
  const steps = Array.from({ length: TICKS + 1 }, (_, index) => (top * index) / TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(plot.title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#6b7280}.title{font-weight:600;font-size:14px}' +
      '@media(prefers-color-scheme:dark){text{fill:#9ca3af}}</style>',
    `<text class="title" x="${LEFT}" y="20">${escaped(plot.title)}</text>`,
    ...steps.map((y) => gridLine(atY(y), shown(y))),
    ...xs.map((x) => `<text x="${atX(x)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${shown(x)}</text>`),
    `<text x="${LEFT}" y="${HEIGHT - 8}">${escaped(plot.xLabel)}; upwards: ${escaped(plot.yLabel)}</text>`,
    ...(plot.line === undefined ? [] : budgetLine(atY(plot.line.y), plot.line.name)),
    ...plot.series.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '';
      return curve(
        name,
        points.map(([x, y]) => [atX(x), atY(y)]),
        colour,
        TOP + 8 + index * 18,
      );
    }),
    '</svg>',
    '',
  ].join('\n');
}

const gridLine = (y: number, text: string): string =>
  `<line x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}" stroke="#8a8f98" stroke-opacity=".35"/>` +
  `<text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${text}</text>`;

const budgetLine = (y: number, name: string): string[] => [
  `<line x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}" stroke="#d6336c" stroke-dasharray="5 4"/>`,
  `<text x="${LEFT + 6}" y="${y - 6}">${escaped(name)}</text>`,
];

/** A line with a dot at each point, and its name with its colour in the legend. */
function curve(
  name: string,
  points: readonly (readonly [x: number, y: number])[],
  colour: string,
  legendY: number,
): string[] {
  const line = points.map(([x, y]) => `${x},${y}`).join(' ');
  const legendX = WIDTH - RIGHT + 14;
  return [
    `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`),
    `<rect x="${legendX}" y="${legendY - 9}" width="10" height="10" rx="2" fill="${colour}"/>`,
    `<text x="${legendX + 16}" y="${legendY}">${escaped(name)}</text>`,
  ];
}

/** The next of 1, 2, 4, 5, 8 and 10 times a power of ten: divides into four even steps, and leaves little room empty. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 4, 5, 8, 10].find((candidate) => value <= candidate * power) ?? 10;
  return factor * power;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const shown = (value: number): string =>
  value >= 1_000 ? value.toLocaleString('en') : String(Number(value.toFixed(2)));
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
