/** The pages of tiles, which share nearly all they are made of: one file of the build. */
export { CollectionPage } from './components/CollectionPage';
export { CollectionsPage } from './components/CollectionsPage';
export { LibraryPage } from './components/LibraryPage';
