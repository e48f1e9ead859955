import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDownWideNarrow, BookmarkPlus, Calendar, Camera, ChevronDown, MapPin, Tag, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { searchOptions } from '@/api/search';
import type { SearchNarrowing, SearchSort, SearchTerms } from '@/api/search';
import type { Facets } from '@/api/types';
import { isKind, KIND_ICONS, KINDS } from '@/components/assets/kind';
import { Menu, MenuChoice, MenuItem } from '@/components/ui/Menu';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { Interpretation } from './Interpretation';
import { useSaveSearch } from './useSaveSearch';

const t = messages.search;
const SORTS: readonly SearchSort[] = ['relevance', 'newest', 'oldest', 'size'];
const FACETS: readonly (readonly [Exclude<keyof SearchNarrowing, 'kind'>, LucideIcon])[] = [
  ['year', Calendar],
  ['tag', Tag],
  ['place', MapPin],
  ['camera', Camera],
];

export function SearchFilters(terms: SearchTerms) {
  const navigate = useNavigate({ from: '/' });
  const save = useSaveSearch(terms);
  const { kind, sort = 'relevance' } = terms;
  const first = useInfiniteQuery({ ...searchOptions(terms), enabled: false }).data?.pages[0];
  const byKind = useKindCounts(terms);
  const set = (next: Partial<SearchTerms>) => void navigate({ search: { ...terms, ...next }, resetScroll: false });
  const setQuery = (q: string) => void navigate({ search: { ...terms, q }, resetScroll: false });

  return (
    <>
      <div className="bar">
        <div className="chips" role="group" aria-label={messages.kinds.group}>
          <button
            className="chip"
            type="button"
            aria-pressed={kind === undefined}
            onClick={() => set({ kind: undefined })}
          >
            {messages.kinds.all}
            <Count value={byKind?.all} />
          </button>
          {KINDS.map((each) => {
            const Icon = KIND_ICONS[each];
            const count = byKind?.[each];
            if (each === 'other' && !count && kind !== 'other') return null;
            return (
              <button
                key={each}
                className="chip"
                type="button"
                aria-pressed={kind === each}
                disabled={count === 0 && kind !== each}
                onClick={() => set({ kind: kind === each ? undefined : each })}
              >
                <Icon className="i" aria-hidden />
                {messages.kinds[each]}
                <Count value={count} />
              </button>
            );
          })}
          <span className="sep" aria-hidden="true" />
          {FACETS.map(([name, icon]) => (
            <FacetChip
              key={name}
              name={name}
              icon={icon}
              facets={first?.facets ?? null}
              chosen={terms[name]}
              onChoose={(value) => set({ [name]: value })}
            />
          ))}
        </div>
        <div className="chips hunt__end">
          <button className="chip chip--bare" type="button" aria-label={t.save} title={t.save} onClick={save.ask}>
            <BookmarkPlus className="i" aria-hidden />
            <span className="wide">{t.saveShort}</span>
          </button>
          <Menu
            trigger={
              <button className="chip chip--bare" type="button" aria-label={t.sortLabel(t.sorts[sort])}>
                <ArrowDownWideNarrow className="i" aria-hidden />
                <span className="wide">{t.sorts[sort]}</span>
              </button>
            }
          >
            <MenuChoice<SearchSort>
              value={sort}
              options={SORTS.map((each) => [each, t.sorts[each]] as const)}
              onChange={(next) => set({ sort: next === 'relevance' ? undefined : next })}
            />
          </Menu>
        </div>
      </div>
      {first && <Interpretation q={terms.q} page={first} onQuery={setQuery} />}
      {save.dialog}
    </>
  );
}

/** What was chosen, with a way to undo it; else a menu of what could be. */
function FacetChip(props: {
  name: keyof typeof t.facets;
  icon: LucideIcon;
  facets: Facets | null;
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
}) {
  const { name, icon: Icon, facets, chosen, onChoose } = props;
  const label = t.facets[name];
  if (chosen !== undefined) {
    return (
      <button
        className="chip"
        type="button"
        aria-pressed="true"
        aria-label={t.withoutFacet(label, chosen)}
        onClick={() => onChoose(undefined)}
      >
        <Icon className="i" aria-hidden />
        {chosen}
        <X className="i" aria-hidden />
      </button>
    );
  }
  const values = facets?.[name] ?? [];
  if (values.length === 0) return null;
  return (
    <Menu
      trigger={
        <button className="chip" type="button">
          <Icon className="i" aria-hidden />
          {label}
          <ChevronDown className="i" aria-hidden />
        </button>
      }
    >
      {values.map(({ value, count }) => (
        <MenuItem key={value} onSelect={() => onChoose(value)}>
          <span className="menu__label clip">{value}</span>
          <span className="sm faint num">{formatCount(count)}</span>
        </MenuItem>
      ))}
    </Menu>
  );
}

const Count = ({ value }: { value: number | undefined }) =>
  value === undefined ? null : <span className="num">{formatCount(value)}</span>;

/** How many results there are of each kind, without regard to the kind that is chosen; known once that search was made. */
function useKindCounts(terms: SearchTerms): Record<(typeof KINDS)[number] | 'all', number> | null {
  const { data } = useInfiniteQuery({ ...searchOptions({ ...terms, kind: undefined }), enabled: false });
  const facets = data?.pages[0]?.facets;
  if (!facets) return null;
  const counts = { all: 0, image: 0, document: 0, video: 0, audio: 0, other: 0 };
  for (const { value, count } of facets.kind) {
    counts.all += count;
    if (isKind(value)) counts[value] += count;
  }
  return counts;
}
