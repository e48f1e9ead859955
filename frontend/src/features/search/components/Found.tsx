/** What `found.ts` loads, as one file. */
export { AskedWith, PictureResults } from './LikeResults';
export { Results } from './Results';
export { SearchFilters } from './SearchFilters';
