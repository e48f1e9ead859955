import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FilterX, LayoutGrid, Shapes, TextCursorInput } from 'lucide-react';
import { assetCountsOptions, countOf } from '@/api/assets';
import { capabilitiesOptions } from '@/api/instance';
import type { SearchTerms } from '@/api/search';
import { WithCode } from '@/components/ui/WithCode';
import { messages } from '@/lib/messages';

interface Suggestion {
  label: string;
  q: string;
  kind?: SearchTerms['kind'];
}

/** Changes that can help, each of them one that the query really allows. */
export function suggestionsFor({ q, kind }: SearchTerms): Suggestion[] {
  const suggestions: Suggestion[] = [];
  const words = q.split(/\s+/u).filter(Boolean);
  if (kind) suggestions.push({ label: messages.search.tryAllKinds, q });
  if (/["“”]/u.test(q))
    suggestions.push({ label: messages.search.tryNoQuotes, q: q.replace(/["“”]/gu, '').trim(), kind });
  const kept = words.filter((word) => !word.startsWith('-'));
  if (kept.length > 0 && kept.length < words.length)
    suggestions.push({ label: messages.search.tryNoMinus, q: kept.join(' '), kind });
  if (words.length > 3) {
    // Out of a phrase they were next to nothing else.
    const plain = words.map((word) => word.replace(/["“”]/gu, ''));
    const longest = [...plain].sort((a, b) => b.length - a.length).slice(0, 2);
    suggestions.push({
      label: messages.search.tryFewer,
      q: plain.filter((word) => longest.includes(word)).join(' '),
      kind,
    });
  }
  return suggestions.filter((each) => each.q !== '');
}

const NARROWING = ['year', 'tag', 'place', 'camera'] as const;

export function NothingMatches(terms: SearchTerms) {
  const { data: all } = useQuery({ ...assetCountsOptions, select: countOf({}) });
  const { data: reading = 0 } = useQuery({ ...assetCountsOptions, select: countOf({ status: 'processing' }) });
  const { data: abilities } = useQuery(capabilitiesOptions);
  const blind = abilities?.find((each) => each.capability === 'visual_embedder' && !each.available);
  const narrowed = NARROWING.some((name) => terms[name] !== undefined);
  const lead = terms.kind ? `${messages.search.nothingKind(messages.kinds[terms.kind])} ` : '';
  return (
    <div className="nothing">
      <div role="status">
        <h2 className="h1">{messages.search.nothingTitle}</h2>
        <p className="muted nothing__text">
          {lead}
          {messages.search.nothing(all === undefined ? null : Math.max(0, all - reading), reading)}
        </p>
        {blind && (terms.kind ?? 'image') === 'image' && (
          <p className="sm muted nothing__text">
            <WithCode text={messages.problems.missing(blind.capability, blind.detail)} />
          </p>
        )}
      </div>
      <div>
        <h3 className="h3 nothing__lead">{messages.search.tryTitle}</h3>
        <ul>
          {narrowed && (
            <li>
              <Link to="/" search={{ q: terms.q }}>
                <FilterX className="i" aria-hidden />
                <span>{messages.search.tryNoFilters}</span>
              </Link>
            </li>
          )}
          {suggestionsFor(terms).map((suggestion) => (
            <li key={suggestion.label}>
              <Link to="/" search={{ q: suggestion.q, kind: suggestion.kind, sort: terms.sort }}>
                {suggestion.kind === terms.kind ? (
                  <TextCursorInput className="i" aria-hidden />
                ) : (
                  <Shapes className="i" aria-hidden />
                )}
                <span>
                  {suggestion.label} <span className="said">{suggestion.q}</span>
                </span>
              </Link>
            </li>
          ))}
          <li>
            <Link to="/library">
              <LayoutGrid className="i" aria-hidden />
              <span>{messages.search.tryLibrary}</span>
            </Link>
          </li>
        </ul>
      </div>
    </div>
  );
}
