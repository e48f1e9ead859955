/** Marks moved to where the text layer says that their words are. */
import type { Mark } from '@/components/assets/marks';

interface Place {
  node: Text;
  offset: number;
}

/**
 * marksOf() reckons where in its line a word stands. Once the page's text is laid out the place is known exactly: of all occurrences of the words in their
 * line the nearest one is taken. A mark whose words are not found (hyphenation, ligatures) stays where it was reckoned.
 */
export function exactMarks(layer: HTMLElement, marks: readonly Mark[]): readonly Mark[] {
  const page = layer.getBoundingClientRect();
  if (page.width === 0 || !marks.some((mark) => mark.text)) return marks;
  const nodes = textNodes(layer);
  return marks.map((mark) => {
    if (!mark.text) return mark;
    const [x0 = 0, y0 = 0, , y1 = 0] = mark.box;
    const middle = page.top + ((y0 + y1) / 2) * page.height;
    const { text, places } = lineAt(nodes, middle);
    let best: DOMRect | null = null;
    for (let at = text.indexOf(mark.text); at >= 0; at = text.indexOf(mark.text, at + 1)) {
      const rect = rectOf(places, at, at + mark.text.length);
      const off = (candidate: DOMRect) => Math.abs((candidate.left - page.left) / page.width - x0);
      if (rect && (!best || off(rect) < off(best))) best = rect;
    }
    if (!best) return mark;
    return { ...mark, box: [(best.left - page.left) / page.width, y0, (best.right - page.left) / page.width, y1] };
  });
}

interface Run {
  node: Text;
  rect: DOMRect;
}

function textNodes(layer: HTMLElement): Run[] {
  const runs: Run[] = [];
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (node instanceof Text && parent && node.data.trim()) runs.push({ node, rect: parent.getBoundingClientRect() });
  }
  return runs;
}

/** The text of the line that crosses `y`, left to right, with the place of every character. */
function lineAt(runs: readonly Run[], y: number): { text: string; places: Place[] } {
  const line = runs.filter(({ rect }) => rect.top <= y && y <= rect.bottom).sort((a, b) => a.rect.left - b.rect.left);
  let text = '';
  const places: Place[] = [];
  for (const { node } of line) {
    if (text && !/\s$/u.test(text) && !/^\s/u.test(node.data)) {
      // Runs are often words: the space between them is not in the text.
      text += ' ';
      places.push({ node, offset: 0 });
    }
    for (let offset = 0; offset < node.data.length; offset++) places.push({ node, offset });
    text += node.data;
  }
  return { text, places };
}

function rectOf(places: readonly Place[], from: number, to: number): DOMRect | null {
  const first = places[from];
  const last = places[to - 1];
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  const rects = Array.from(range.getClientRects()).filter((rect) => rect.width > 0);
  if (rects.length === 0) return null;
  const left = Math.min(...rects.map((rect) => rect.left));
  const right = Math.max(...rects.map((rect) => rect.right));
  return new DOMRect(left, rects[0]?.top ?? 0, right - left, rects[0]?.height ?? 0);
}
