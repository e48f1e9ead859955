import { Info, X } from 'lucide-react';
import type { Interpreted, SearchPage } from '@/api/types';
import { messages } from '@/lib/messages';

const t = messages.search;

/** The query without one of its parts. Places are code points. */
export function withoutPart(q: string, { start, end }: Pick<Interpreted, 'start' | 'end'>): string {
  const points = Array.from(q);
  return [...points.slice(0, start), ' ', ...points.slice(end)].join('').replace(/\s+/gu, ' ').trim();
}

/** How the query was understood: operators as chips that can be taken away, and what was not understood as a sentence. */
export function Interpretation({ q, page, onQuery }: { q: string; page: SearchPage; onQuery: (q: string) => void }) {
  const operators = page.interpreted.filter((part) => part.kind === 'qualifier' || part.kind === 'not');
  const notes = [
    ...page.hints.map(({ code, text, detail }) => messages.problems.hint(code, text, detail)),
    ...(page.degraded.includes('dense') ? [t.wordsOnly] : []),
  ];
  if (operators.length === 0 && notes.length === 0) return null;
  return (
    <div className="hunt__read">
      {operators.length > 0 && (
        <div className="chips" role="group" aria-label={t.operators}>
          {operators.map((part) => (
            <button
              key={part.start}
              className="chip chip--op"
              type="button"
              aria-label={t.withoutOperator(part.text)}
              onClick={() => onQuery(withoutPart(q, part))}
            >
              {part.text}
              <X className="i" aria-hidden />
            </button>
          ))}
        </div>
      )}
      {notes.map((note) => (
        <p key={note} className="hint sm muted" role="note">
          <Info className="i i--s" aria-hidden />
          {note}
        </p>
      ))}
    </div>
  );
}
