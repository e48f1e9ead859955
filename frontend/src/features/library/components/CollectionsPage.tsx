import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FolderPlus, Tag as TagIcon } from 'lucide-react';
import { useState } from 'react';
import { collectionsOptions, createCollection } from '@/api/collections';
import { deleteTag, renameTag, tagsOptions } from '@/api/tags';
import type { Collection, Tag } from '@/api/types';
import { childrenOf } from '@/components/organise/tree';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Menu, MenuItem } from '@/components/ui/Menu';
import { NameDialog } from '@/components/ui/NameDialog';
import { EmptyState, ErrorState, Later } from '@/components/ui/States';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { CollectionCard } from './CollectionCard';

const t = messages.organise;

export function CollectionsPage() {
  useTitle(t.title);
  const { data, error, refetch } = useQuery(collectionsOptions);
  return (
    <main className="page" id="main">
      <div className="bar page__title">
        <h1 className="h1">{t.title}</h1>
        <NewCollection />
      </div>
      {error && !data ? (
        <ErrorState title={t.errorTitle} error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Later>
          <CardsSkeleton />
        </Later>
      ) : data.length === 0 ? (
        <EmptyState title={t.none} text={t.noneText} />
      ) : (
        <Cards collections={childrenOf(data, null)} />
      )}
      <Tags />
    </main>
  );
}

export const Cards = ({ collections }: { collections: readonly Collection[] }) => (
  <ul className="colls">
    {collections.map((collection) => (
      <CollectionCard key={collection.id} collection={collection} />
    ))}
  </ul>
);

export function NewCollection({ parent }: { parent?: string }) {
  const [open, setOpen] = useState(false);
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: (name: string) => createCollection({ name, parent_id: parent ?? null }),
    onSuccess: () => {
      setOpen(false);
      void queryClient.invalidateQueries({ queryKey: ['collections'] });
    },
  });
  return (
    <>
      <button
        className="btn"
        type="button"
        onClick={() => {
          create.reset();
          setOpen(true);
        }}
      >
        <FolderPlus className="i" aria-hidden />
        {t.newCollection}
      </button>
      <NameDialog
        open={open}
        title={t.newCollection}
        label={t.collectionName}
        action={t.create}
        error={create.error?.message}
        onSubmit={(name) => create.mutate(name)}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

function Tags() {
  const { data, error, refetch } = useQuery(tagsOptions);
  const [renaming, setRenaming] = useState<Tag | null>(null);
  const [deleting, setDeleting] = useState<Tag | null>(null);
  const queryClient = useQueryClient();
  const settled = () => {
    for (const key of ['tags', 'assets']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => renameTag(id, name),
    onSuccess: () => setRenaming(null),
    onSettled: settled,
  });
  const remove = useMutation({ mutationFn: deleteTag, onSettled: settled });
  if (error && !data) return <ErrorState title={t.tags} error={error} onRetry={() => void refetch()} />;
  return (
    <section className="group" aria-labelledby="tags">
      <div className="bar">
        <h2 className="h2" id="tags">
          {t.tags}
        </h2>
      </div>
      {data?.length === 0 && <p className="muted">{t.noTags}</p>}
      <ul className="taglist">
        {data?.map((tag) => (
          <li key={tag.id}>
            <Link className="chip" to="/library" search={{ tag: tag.name }}>
              <TagIcon className="i" aria-hidden />
              {tag.name} <span className="num">{formatCount(tag.count)}</span>
            </Link>
            <Menu
              trigger={
                <button className="ib ib--s" type="button" aria-label={t.moreFor(tag.name)}>
                  …
                </button>
              }
            >
              <MenuItem
                onSelect={() => {
                  rename.reset();
                  setRenaming(tag);
                }}
              >
                {t.rename}
              </MenuItem>
              <MenuItem danger onSelect={() => setDeleting(tag)}>
                {t.deleteTag}
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ul>
      <NameDialog
        open={renaming !== null}
        title={t.rename}
        label={t.tagName}
        action={t.rename}
        name={renaming?.name}
        error={rename.error?.message}
        onSubmit={(name) => renaming && rename.mutate({ id: renaming.id, name })}
        onClose={() => setRenaming(null)}
      />
      <ConfirmDialog
        open={deleting !== null}
        title={t.deleteTagAsk(deleting?.name ?? '')}
        text={t.deleteTagText}
        action={t.deleteTag}
        onConfirm={() => {
          if (deleting) remove.mutate(deleting.id);
          setDeleting(null);
        }}
        onClose={() => setDeleting(null)}
      />
    </section>
  );
}

function CardsSkeleton() {
  return (
    <>
      <p className="sr" role="status">
        {messages.viewer.loading}
      </p>
      <div className="colls" aria-hidden="true">
        {Array.from({ length: 6 }, (_, index) => (
          <span key={index} className="sk coll__sk" />
        ))}
      </div>
    </>
  );
}
