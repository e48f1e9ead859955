import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { preload } from 'react-dom';
import { assetCountsOptions, assetOptions, recentAssetsOptions, segmentsOptions } from '@/api/assets';
import type { AssetSort } from '@/api/assets';
import { isByDate, prefetchTop, timelineOptions } from '@/api/grid';
import type { SearchNarrowing, SearchSort } from '@/api/search';
import { sessionOptions } from '@/api/session';
import type { AssetKind, AssetStatus } from '@/api/types';
import { isKind, isPdf } from '@/components/assets/kind';
import { fetchPictures } from '@/components/assets/Picture';
import { fetchStrip } from '@/features/search/components/Resting';
import { SearchHome } from '@/features/search/components/SearchHome';
import { loadFound } from '@/features/search/found';
import { fetchPage } from '@/features/viewer/pdf/measures';
import { NotFound, RouteError } from './RouteError';
import { parts } from './parts';
import { Shell } from './Shell';
import { SignedIn } from './SignedIn';

interface Context {
  queryClient: QueryClient;
}

/** Validators name every parameter, also those that are not valid: the router shows the raw value of what they leave out. */
type Raw = Record<string, unknown>;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const oneOf = <T extends string>(options: readonly T[], value: unknown): T | undefined =>
  options.find((option) => option === value);
const kindOf = (value: unknown): AssetKind | undefined => (isKind(value) ? value : undefined);
const pageOf = (value: unknown): number | undefined => {
  const page = Number(value);
  return Number.isInteger(page) && page > 0 ? page : undefined;
};

export interface HomeSearch extends SearchNarrowing {
  q?: string | undefined;
  /** A passage, or a picture, that files like it are looked for with. */
  like?: string | undefined;
  picture?: string | undefined;
  sort?: SearchSort | undefined;
}

export interface LibrarySearch {
  kind?: AssetKind | undefined;
  status?: AssetStatus | undefined;
  sort?: AssetSort | undefined;
  trashed?: boolean | undefined;
  tag?: string | undefined;
}

export interface ViewerSearch {
  page?: number | undefined;
  segment?: string | undefined;
  /** The search or the library view it was opened from, so that one can walk on. */
  q?: string | undefined;
  like?: string | undefined;
  kind?: AssetKind | undefined;
  sort?: string | undefined;
  status?: AssetStatus | undefined;
  tag?: string | undefined;
  year?: string | undefined;
  place?: string | undefined;
  camera?: string | undefined;
  collection?: string | undefined;
  from?: 'library' | undefined;
}

/** What comes so soon is there when a page is drawn, which then is drawn once, with its pictures under way; what takes longer does not hold it up. */
const SOON_MS = 150;
const soon = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, SOON_MS))]);

const rootRoute = createRootRouteWithContext<Context>()({ errorComponent: RouteError, notFoundComponent: NotFound });

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData({ ...sessionOptions, revalidateIfStale: true });
    if (!session.user) {
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href }, replace: true });
    }
  },
  component: SignedIn,
});

const shellRoute = createRoute({ getParentRoute: () => signedInRoute, id: 'page', component: Shell });

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: (raw: Raw): HomeSearch => ({
    q: text(raw.q),
    like: text(raw.like),
    picture: text(raw.picture),
    kind: kindOf(raw.kind),
    sort: oneOf<SearchSort>(['newest', 'oldest', 'size'], raw.sort),
    year: text(raw.year),
    tag: text(raw.tag),
    place: text(raw.place),
    camera: text(raw.camera),
  }),
  loaderDeps: ({ search }) => ({
    rests: search.q === undefined && search.like === undefined && search.picture === undefined,
  }),
  // Asked for while the page is made, not after it; so are those below.
  loader: async ({ context: { queryClient }, deps, cause }) => {
    void queryClient.prefetchQuery(assetCountsOptions);
    if (!deps.rests) return loadFound();
    const known = queryClient.getQueryData(recentAssetsOptions.queryKey);
    const recent = queryClient.prefetchQuery(recentAssetsOptions);
    if (known || cause !== 'enter') return;
    await soon(recent.then(() => fetchStrip(queryClient.getQueryData(recentAssetsOptions.queryKey)?.items ?? [])));
  },
  component: SearchHome,
});

/** Of the library, whose pictures come while it is made: about a screen of a phone, half of a large one's. */
const FIRST_TILES = 6;

const libraryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library',
  validateSearch: (raw: Raw): LibrarySearch => ({
    kind: kindOf(raw.kind),
    status: oneOf<AssetStatus>(['processing', 'failed', 'partial'], raw.status),
    sort: oneOf<AssetSort>(['-created_at', 'name', '-size'], raw.sort),
    trashed: raw.trashed === true || raw.trashed === 'true' ? true : undefined,
    tag: text(raw.tag),
  }),
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { queryClient }, deps, cause }) => {
    if (!isByDate(deps)) return;
    const known = queryClient.getQueryData(timelineOptions(deps).queryKey);
    const top = prefetchTop(queryClient, deps);
    if (known || cause !== 'enter') return;
    await soon(top.then((tiles) => fetchPictures(tiles.slice(0, FIRST_TILES), '20rem')));
  },
  component: lazyRouteComponent(parts.library, 'LibraryPage'),
});

const collectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections',
  component: lazyRouteComponent(parts.library, 'CollectionsPage'),
});

const collectionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections/$collectionId',
  component: lazyRouteComponent(parts.library, 'CollectionPage'),
});

const addRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/add',
  component: lazyRouteComponent(parts.upload, 'UploadPage'),
});

const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/activity',
  component: lazyRouteComponent(parts.activity, 'ActivityPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(parts.settings, 'SettingsPage'),
});

const viewerRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/assets/$assetId',
  validateSearch: (raw: Raw): ViewerSearch => ({
    page: pageOf(raw.page),
    segment: text(raw.segment),
    q: text(raw.q),
    like: text(raw.like),
    kind: kindOf(raw.kind),
    sort: text(raw.sort),
    status: oneOf<AssetStatus>(['processing', 'failed', 'partial'], raw.status),
    tag: text(raw.tag),
    year: text(raw.year),
    place: text(raw.place),
    camera: text(raw.camera),
    collection: text(raw.collection),
    from: oneOf(['library'] as const, raw.from),
  }),
  loader: async ({ context: { queryClient }, params, location, cause }) => {
    const options = assetOptions(params.assetId);
    const known = queryClient.getQueryData(options.queryKey);
    const file = queryClient.prefetchQuery(options);
    // Where the pointer only rests on a link to it, that is enough.
    if (cause === 'preload') return;
    const opened = file.then(() => {
      const asset = queryClient.getQueryData(options.queryKey);
      if (!asset) return;
      const shown = asset.kind === 'image' || asset.kind === 'video' ? asset.preview_url : null;
      if (shown) preload(shown, { as: 'image', fetchPriority: 'high' });
      fetchPage(asset, pageOf((location.search as Raw).page) ?? 1);
      // What is said, or a text, is what one sees of it.
      if (asset.kind === 'audio' || (asset.kind === 'document' && !isPdf(asset)))
        return queryClient.prefetchInfiniteQuery(segmentsOptions(asset.id));
    });
    if (!known) await soon(opened);
  },
  component: lazyRouteComponent(parts.viewer, 'ViewerPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: Raw): { to?: string | undefined } => {
    const to = text(raw.to);
    // Only addresses of our own: "//elsewhere" and "https:" would lead away.
    return { to: to && /^\/(?!\/|\\)/.test(to) ? to : undefined };
  },
  component: lazyRouteComponent(parts.signIn, 'SignInPage'),
});

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: (raw: Raw): { step?: 'files' | undefined } => ({ step: oneOf(['files'] as const, raw.step) }),
  component: lazyRouteComponent(parts.welcome, 'WelcomePage'),
});

/** Every component in every state, while one works on them: absent from what is built for use. */
const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dev/gallery',
  component: import.meta.env.DEV ? lazyRouteComponent(() => import('./gallery/GalleryPage'), 'GalleryPage') : NotFound,
});

const routeTree = rootRoute.addChildren([
  signedInRoute.addChildren([
    shellRoute.addChildren([
      homeRoute,
      libraryRoute,
      collectionsRoute,
      collectionRoute,
      addRoute,
      activityRoute,
      settingsRoute,
    ]),
    viewerRoute,
  ]),
  signInRoute,
  welcomeRoute,
  ...(import.meta.env.DEV ? [galleryRoute] : []),
]);

/** The address bar holds plain text: `?q="exact words"` means those quotes, and `?q=2024` is no number. */
const parseSearch = (search: string): Raw => Object.fromEntries(new URLSearchParams(search));

function stringifySearch(search: Raw): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [],
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
}

export const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    defaultPendingMinMs: 0,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
