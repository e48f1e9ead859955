/** Search. */
import { formatCount } from '../../format';
import { plural } from '../plural';
import { files } from './words';
export const search = {
  suggestions: 'Suggestions',
  label: 'Search everything',
  placeholder: 'Search your photos, videos, recordings and documents',
  placeholderShort: 'Search everything',
  resting: 'What are you looking for?',
  clear: 'Clear the search',
  heading: (q: string) => `Search results for “${q}”`,
  searching: 'Searching…',
  strong: (count: number) => plural(count, 'strong match', 'strong matches'),
  strongList: 'Strong matches',
  noStrong: 'No strong match',
  noStrongHint: 'These come closest in meaning. Other words may find more.',
  weak: (count: string) => `${count} weaker ${count === '1' ? 'match' : 'matches'}`,
  weakHint: 'Close in meaning, not certain',
  weakList: 'Weaker matches',
  sorts: { relevance: 'Best match', newest: 'Newest first', oldest: 'Oldest first', size: 'Largest first' },
  facets: { year: 'Year', tag: 'Tag', place: 'Place', camera: 'Camera' },
  withoutFacet: (facet: string, value: string) => `${facet} ${value}: remove`,
  operators: 'How the query was read',
  withoutOperator: (text: string) => `${text}: remove`,
  wordsOnly: 'Found by words alone: no model of meaning is installed that knows this language.',
  save: 'Save this search as a collection',
  saveShort: 'Save',
  saved: (name: string) => `Saved as the collection “${name}”`,
  tryNoFilters: 'Without the filters',
  sortLabel: (how: string) => `Order: ${how}`,
  more: 'Show more',
  loadingMore: 'Fetching more…',
  nothingTitle: 'Nothing matches',
  nothing: (searched: number | null, reading: number) =>
    [
      searched === null
        ? 'No file contains this or comes close to it.'
        : `${plural(searched, 'file was', 'files were')} searched.`,
      reading > 0 ? `${plural(reading, 'file is', 'files are')} still being read and not in here yet.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  nothingKind: (kind: string) => `Nothing of the kind “${kind}” matches.`,
  tryTitle: 'With a small change there may be more',
  tryAllKinds: 'Of any kind:',
  tryNoQuotes: 'Without the quotes:',
  tryNoMinus: 'Without leaving words out:',
  tryFewer: 'With fewer words:',
  tryLibrary: 'Look through the library',
  errorTitle: 'The search did not answer',
  errorKept: 'Your files are safe, and your query is kept.',
  emptyTitle: 'Nothing to search yet',
  empty: 'Add photos and documents; a moment later you find them here by what is in them.',
  recent: 'Added lately',
  allFiles: (count: number) => `All ${files(count)}`,
  recentSearches: 'Recent searches',
  why: {
    page: (page: number, of: number | null, unit: 'page' | 'slide' | 'sheet' | 'chapter' = 'page') =>
      [
        {
          page: 'Written on page',
          slide: 'Written on slide',
          sheet: 'Written in sheet',
          chapter: 'Written in chapter',
        }[unit],
        of === null ? formatCount(page) : `${formatCount(page)} of ${formatCount(of)}`,
      ].join(' '),
    morePages: (count: number) => `· and ${count} more ${count === 1 ? 'place' : 'places'}`,
    picture: 'Written in the picture',
    text: 'Written in the text',
    said: (time: string, of: string | null) => (of === null ? `Said at ${time}` : `Said at ${time} of ${of}`),
    seen: 'Seen',
    seenAt: (time: string) => `Seen at ${time}`,
    named: 'Named so',
  },
  pageAlt: (page: number) => `Page ${page}`,
  lineLabel: (count: number) => `Matches at ${plural(count, 'place', 'places')} in the document`,
};
