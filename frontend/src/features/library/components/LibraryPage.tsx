import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, Plus, X } from 'lucide-react';
import type { AssetFilter } from '@/api/assets';
import { EmptyState } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { useTiles } from '../useTiles';
import { LibraryFilters } from './LibraryFilters';
import { TileView } from './TileView';

const route = getRouteApi('/in/page/library');

export function LibraryPage() {
  const filter = route.useSearch();
  const title = filter.trashed ? messages.library.trashTitle : (filter.tag ?? messages.library.title);
  useTitle(title);
  // A different view is a different list: what was picked in the last one is not picked here.
  return <LibraryView key={JSON.stringify(filter)} filter={filter} title={title} />;
}

function LibraryView({ filter, title }: { filter: AssetFilter; title: string }) {
  const tiles = useTiles(filter);
  return (
    <main className="page" id="main">
      <h1 className={filter.trashed ? 'h1' : 'sr'}>{title}</h1>
      {filter.trashed ? <TrashHead /> : <LibraryFilters filter={filter} />}
      {filter.tag && (
        <p className="library__tag">
          <Link className="chip" to="/library" search={{ ...filter, tag: undefined }}>
            {filter.tag}
            <X className="i" aria-hidden />
            <span className="sr">{messages.organise.withoutTag}</span>
          </Link>
        </p>
      )}
      <TileView tiles={tiles} filter={filter} empty={<Nothing filter={filter} />} />
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
  if (filter.kind || filter.status || filter.tag) {
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
