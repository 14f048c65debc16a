import type { Layout, Line } from './layout.js';
import { wrap } from './fit.js';
import { textWidth } from './text-width.js';

const FRAMES = {
  unicode: { top: '╔═╗', middle: '╠═╣', bottom: '╚═╝', side: '║' },
  ascii: { top: '+=+', middle: '+=+', bottom: '+=+', side: '|' },
} as const;

// Two columns of air and one of frame on either side.
const MARGIN = 2;
const AROUND = 2 * (MARGIN + 1);

/** Columns that a line inside the box may take. */
export function boxContentWidth(width: number): number {
  return width - AROUND;
}

/** A frame of exactly `layout.width` columns around a centred title and, below it, the sections that have lines. */
export function drawBox(title: string, sections: readonly (readonly Line[])[], layout: Layout): string[] {
  const frame = FRAMES[layout.ascii ? 'ascii' : 'unicode'];
  const inner = boxContentWidth(layout.width);
  const edge = ([left, fill, right]: string) => left + (fill ?? '').repeat(layout.width - 2) + right;
  const row = ({ text, emphasis }: Line) => {
    const margin = ' '.repeat(MARGIN);
    const padding = ' '.repeat(Math.max(0, inner - textWidth(text)));
    return frame.side + margin + layout.style(text, emphasis) + padding + margin + frame.side;
  };
  const titleRows = wrap(title, inner).map((text) => row({ text: centre(text, inner), emphasis: 'title' }));
  const body = sections.filter((lines) => lines.length > 0).map((lines) => lines.map(row));
  return [
    edge(frame.top),
    ...titleRows,
    ...body.flatMap((rows) => [edge(frame.middle), ...rows]),
    edge(frame.bottom),
  ];
}

function centre(text: string, width: number): string {
  return ' '.repeat(Math.floor((width - textWidth(text)) / 2)) + text;
}
