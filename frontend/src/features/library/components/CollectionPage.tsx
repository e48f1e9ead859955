import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Ellipsis, Pencil, Sparkles, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { changeCollection, collectionOptions, collectionsOptions, deleteCollection } from '@/api/collections';
import { Problem } from '@/api/problem';
import type { Collection } from '@/api/types';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { childrenOf, lineOf } from '@/components/organise/tree';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/Menu';
import { NameDialog } from '@/components/ui/NameDialog';
import { EmptyState, ErrorState } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { useCollectionTiles } from '../useCollectionTiles';
import { useTiles } from '../useTiles';
import { Cards, NewCollection } from './CollectionsPage';
import { TileView } from './TileView';

const t = messages.organise;
const route = getRouteApi('/in/page/collections/$collectionId');

export function CollectionPage() {
  const { collectionId } = route.useParams();
  const { data, error, refetch } = useQuery(collectionOptions(collectionId));
  useTitle(data?.name ?? t.title);
  if (error && !data) {
    const missing = error instanceof Problem && error.status === 404;
    return (
      <main className="page" id="main">
        <ErrorState title={missing ? t.gone : t.errorTitle} error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  if (!data) return <main className="page" id="main" />;
  return (
    <main className="page" id="main">
      <Head collection={data} />
      <Inside collection={data} />
      {data.is_smart ? <SmartFiles key={data.id} collection={data} /> : <Files key={data.id} collection={data} />}
    </main>
  );
}

function Files({ collection }: { collection: Collection }) {
  const filter = useMemo(() => ({ collection: collection.id }), [collection.id]);
  const tiles = useTiles(filter);
  const empty = <EmptyState title={t.empty} text={t.emptyText} />;
  return <TileView tiles={tiles} filter={filter} collection={collection.name} empty={empty} />;
}

function SmartFiles({ collection }: { collection: Collection }) {
  const tiles = useCollectionTiles(collection.id);
  const empty = <EmptyState title={t.smartEmpty} text={t.smartEmptyText} />;
  return <TileView tiles={tiles} filter={NO_FILTER} empty={empty} />;
}

const NO_FILTER = {};

/** The collections that lie in this one. */
function Inside({ collection }: { collection: Collection }) {
  const { data = [] } = useQuery(collectionsOptions);
  const inside = childrenOf(data, collection.id);
  return inside.length > 0 ? <Cards collections={inside} /> : null;
}

function Head({ collection }: { collection: Collection }) {
  const { data = [] } = useQuery(collectionsOptions);
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const settled = () => void queryClient.invalidateQueries({ queryKey: ['collections'] });
  const rename = useMutation({
    mutationFn: (name: string) => changeCollection(collection.id, { name }),
    onSuccess: () => setAsking(null),
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: () => deleteCollection(collection.id),
    onSuccess: async () => {
      await navigate({ to: '/collections' });
      settled();
    },
  });
  const { bulk } = useAssetActions();
  const count = collection.is_smart ? 0 : (collection.count ?? 0);
  const above = lineOf(data, collection).slice(0, -1);
  return (
    <>
      <nav className="crumbs sm" aria-label={t.where}>
        <Link to="/collections">{t.title}</Link>
        {above.map((each) => (
          <span key={each.id}>
            <ChevronRight className="i i--s" aria-hidden />
            <Link to="/collections/$collectionId" params={{ collectionId: each.id }}>
              {each.name}
            </Link>
          </span>
        ))}
      </nav>
      <div className="bar page__title">
        <div>
          <h1 className="h1">{collection.name}</h1>
          <p className="muted sm">
            {collection.is_smart && <Sparkles className="i i--s crumbs__smart" aria-hidden />}
            {collection.is_smart
              ? t.smartText(collection.query ?? '')
              : collection.description || messages.files(collection.count ?? 0)}
          </p>
        </div>
        <div className="chips">
          {!collection.is_smart && <NewCollection parent={collection.id} />}
          <Menu
            trigger={
              <button className="ib" type="button" aria-label={t.moreFor(collection.name)}>
                <Ellipsis className="i" aria-hidden />
              </button>
            }
          >
            <MenuItem
              onSelect={() => {
                rename.reset();
                setAsking('rename');
              }}
            >
              <Pencil className="i i--s" aria-hidden />
              {t.rename}
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setAsking('delete')}>
              <Trash2 className="i i--s" aria-hidden />
              {t.deleteCollection}
            </MenuItem>
          </Menu>
        </div>
      </div>
      <NameDialog
        open={asking === 'rename'}
        title={t.rename}
        label={t.collectionName}
        action={t.rename}
        name={collection.name}
        error={rename.error?.message}
        onSubmit={(name) => rename.mutate(name)}
        onClose={() => setAsking(null)}
      />
      <ConfirmDialog
        open={asking === 'delete'}
        title={t.deleteCollectionAsk(collection.name)}
        text={t.deleteCollectionText}
        action={t.deleteCollection}
        more={
          count > 0
            ? {
                action: t.deleteWithFiles(count),
                onConfirm: () =>
                  bulk.mutate(
                    { action: 'trash', selection: { filter: { collection: collection.id }, exceptIds: [] } },
                    { onSuccess: ({ failed }) => (failed.length === 0 ? remove.mutate() : setAsking(null)) },
                  ),
              }
            : undefined
        }
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      />
    </>
  );
}
