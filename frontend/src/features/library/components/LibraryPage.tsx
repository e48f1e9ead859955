import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, Plus } from 'lucide-react';
import { useState } from 'react';
import { assetListOptions } from '@/api/assets';
import type { AssetFilter } from '@/api/assets';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { EmptyState, ErrorState, Later } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { useTitle } from '@/lib/title';
import { Grid } from './Grid';
import { LibraryFilters } from './LibraryFilters';
import { PickBar } from './PickBar';

const route = getRouteApi('/in/page/library');
const NOTHING: ReadonlySet<string> = new Set();

export function LibraryPage() {
  const filter = route.useSearch();
  useTitle(filter.trashed ? messages.library.trashTitle : messages.library.title);
  // A different view is a different list: what was picked in the last one is not picked here.
  return <LibraryView key={JSON.stringify(filter)} filter={filter} />;
}

function LibraryView({ filter }: { filter: AssetFilter }) {
  const query = useInfiniteQuery(assetListOptions(filter));
  const [picked, setPicked] = useState<ReadonlySet<string>>(NOTHING);
  const [asking, setAsking] = useState<readonly string[] | null>(null);
  const { trash, restore, removeForGood } = useAssetActions();
  const assets = query.data?.pages.flatMap((page) => page.items) ?? [];

  const remove = (ids: readonly string[]) => {
    if (filter.trashed) setAsking(ids);
    else trash.mutate(ids);
    setPicked(NOTHING);
  };
  useShortcuts((event) => {
    if (event.key === 'Escape' && picked.size > 0) setPicked(NOTHING);
    if (event.key === 'Delete' && picked.size > 0) remove([...picked]);
  });

  return (
    <main className="page" id="main">
      <h1 className={filter.trashed ? 'h1' : 'sr'}>
        {filter.trashed ? messages.library.trashTitle : messages.library.title}
      </h1>
      {filter.trashed ? <TrashHead /> : <LibraryFilters filter={filter} />}
      {query.error && !query.data ? (
        <ErrorState title={messages.library.errorTitle} error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Later>
          <GridSkeleton />
        </Later>
      ) : assets.length === 0 ? (
        <Nothing filter={filter} />
      ) : (
        <Grid
          assets={assets}
          filter={filter}
          hasMore={query.hasNextPage}
          loadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
          picked={picked}
          onPick={setPicked}
          onDelete={(id) => remove([id])}
        />
      )}
      {picked.size > 0 && (
        <PickBar
          ids={[...picked]}
          trashed={filter.trashed ?? false}
          onClear={() => setPicked(NOTHING)}
          onRemove={remove}
          onRestore={(ids) => {
            restore.mutate(ids);
            setPicked(NOTHING);
          }}
        />
      )}
      <ConfirmDialog
        open={asking !== null}
        title={messages.library.deleteAsk(asking?.length ?? 0)}
        text={messages.library.deleteAskText}
        action={messages.library.deleteForGood}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          if (asking) removeForGood.mutate(asking);
          setAsking(null);
        }}
      />
    </main>
  );
}

function TrashHead() {
  return (
    <div className="bar bar--under">
      <p className="muted">{messages.library.trashHint}</p>
      <Link className="btn btn--bare" to="/library" search={{}}>
        <ArrowLeft className="i" aria-hidden />
        {messages.library.back}
      </Link>
    </div>
  );
}

function Nothing({ filter }: { filter: AssetFilter }) {
  if (filter.trashed) return <EmptyState title={messages.library.trashEmpty} text={messages.library.trashEmptyText} />;
  if (filter.kind || filter.status) {
    return (
      <EmptyState
        title={filter.kind ? messages.library.emptyKindTitle(messages.kinds[filter.kind]) : messages.library.emptyTitle}
        text={messages.library.empty}
      >
        <Link className="btn btn--main" to="/library" search={{}}>
          {messages.library.showAll}
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={messages.library.emptyTitle} text={messages.library.empty}>
      <Link className="btn btn--main" to="/add">
        <Plus className="i" aria-hidden />
        {messages.nav.add}
      </Link>
    </EmptyState>
  );
}

const SKELETON_WIDTHS = [18, 16, 8, 18, 18, 16, 12, 18, 14, 18, 9, 18];

function GridSkeleton() {
  return (
    <>
      <p className="sr" role="status">
        {messages.library.loading}
      </p>
      <div className="skeleton-grid" aria-hidden="true">
        {SKELETON_WIDTHS.map((width, index) => (
          <span key={index} className="sk" style={{ flex: `${width} 1 ${width}rem` }} />
        ))}
      </div>
    </>
  );
}
