/** The distribution of the rounds as a standalone SVG document: a bar for each number of rounds, with its count. */
import type { Results } from './report.ts';
import { distribution, estimateText } from './report.ts';

const WIDTH = 760;
const HEIGHT = 360;
const BOX = { left: 48, right: 16, top: 84, bottom: 48 } as const;
/** Share of its place that a bar fills. */
const FILLED = 0.7;

/** Draws the distribution. */
export function histogramSvg({ runs, estimate, loss }: Results): string {
  const bars = distribution(runs);
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const step = (WIDTH - BOX.left - BOX.right) / Math.max(1, bars.length);
  const bottom = HEIGHT - BOX.bottom;
  const title = `Rounds until the acknowledgment, ${runs.length} runs`;
  const words =
    estimate === undefined
      ? 'No run was acknowledged.'
      : `${estimateText(estimate)}; the server lost ${loss}`;
  const marks = bars.flatMap(([rounds, count], index) => {
    const x = BOX.left + index * step;
    const height = (count / most) * (bottom - BOX.top);
    const middle = round(x + step / 2);
    return [
      `<rect class="bar" x="${round(x + (step * (1 - FILLED)) / 2)}" y="${round(bottom - height)}" width="${round(step * FILLED)}" height="${round(height)}"/>`,
      `<text x="${middle}" y="${bottom + 18}" text-anchor="middle">${rounds}</text>`,
      ...(count === 0
        ? []
        : [`<text x="${middle}" y="${round(bottom - height - 5)}" text-anchor="middle">${count}</text>`]),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${words}.</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #212529 } .head { font-size: 16px; font-weight: 600 }
.ground { fill: #ffffff } .bar { fill: #0b63ce } .axis { stroke: #6c757d }
@media (prefers-color-scheme: dark) {
  text { fill: #f1f3f5 } .ground { fill: #1a1b1e } .bar { fill: #6cb2ff } .axis { stroke: #adb5bd }
}
</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
<text class="head" x="${BOX.left}" y="26">${title}</text>
<text x="${BOX.left}" y="46">${words}</text>
<line class="axis" x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${bottom}" y2="${bottom}"/>
${marks.join('\n')}
<text x="${round((BOX.left + WIDTH - BOX.right) / 2)}" y="${HEIGHT - 10}" text-anchor="middle">rounds; one request on each family is one round</text>
</svg>
`;
}

const round = (number: number): number => Math.round(number * 10) / 10;
