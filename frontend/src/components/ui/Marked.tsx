import { splitAtRanges } from '@/lib/codePoints';

/** Text with what matched in `<mark>`. Ranges are code points. */
export function Marked({ text, ranges }: { text: string; ranges: readonly (readonly number[])[] }) {
  return splitAtRanges(text, ranges).map((piece, index) =>
    piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
  );
}
