import { escapeHtml } from "./html.ts";

export interface Bar {
  readonly label: string;
  /** From the bottom up, in the order of the colours. */
  readonly parts: readonly number[];
}

const WIDTH = 960;
const HEIGHT = 220;
const LEFT = 48;
const BOTTOM = 24;
const TOP = 12;

/** Stacked bars as an SVG picture without outside references; the classes `part0`, `part1` … give the colours. */
export function barsSvg(bars: readonly Bar[], title: string): string {
  const most = Math.max(1, ...bars.map(({ parts }) => sumOf(parts)));
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  const unit = (HEIGHT - TOP - BOTTOM) / most;
  const y = (count: number): number => HEIGHT - BOTTOM - count * unit;
  const lines = [0, 0.5, 1].map((share) => {
    const at = y(most * share);
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${fixed(at)}" y2="${fixed(at)}"/><text class="axis" x="${LEFT - 6}" y="${fixed(at + 4)}" text-anchor="end">${fixed(most * share)}</text>`;
  });
  const drawn = bars.map(({ label, parts }, index) => {
    let below = 0;
    const rectangles = parts.map((count, part) => {
      if (count === 0) return "";
      below += count;
      return `<rect class="part${part}" x="${fixed(LEFT + index * step)}" width="${fixed(Math.max(step - 1, step * 0.8))}" y="${fixed(y(below))}" height="${fixed(count * unit)}"/>`;
    });
    return `<g><title>${escapeHtml(label)}: ${sumOf(parts)}</title>${rectangles.join("")}</g>`;
  });
  const every = Math.max(1, Math.ceil(bars.length / 8));
  const labels = bars.map(({ label }, index) =>
    index % every === 0
      ? `<text class="axis" x="${fixed(LEFT + index * step)}" y="${HEIGHT - 6}">${escapeHtml(label)}</text>`
      : "",
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${lines.join("")}${drawn.join("")}${labels.join("")}</svg>`;
}

function sumOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}

/** At most one digit after the point. */
function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
