import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AssetFilter } from '@/api/assets';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { ErrorState, Later, Notice } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { useSelection } from '../selection';
import type { Tiles } from '../useTiles';
import { Grid } from './Grid';
import { PickBar } from './PickBar';

interface Props {
  tiles: Tiles;
  filter: AssetFilter;
  /** Name of the collection one is in. */
  collection?: string | undefined;
  /** What is said where there is nothing. */
  empty: ReactNode;
}

/** A view of tiles with all its states, its selection and what can be done with it. */
export function TileView({ tiles, filter, collection, empty }: Props) {
  const selection = useSelection(filter, tiles.total);
  const [asking, setAsking] = useState<readonly string[] | 'selection' | null>(null);
  const { bulk, trash } = useAssetActions();

  const removePicked = () => {
    if (filter.trashed) {
      setAsking('selection');
      return;
    }
    bulk.mutate({ action: 'trash', selection: selection.chosen() });
    selection.clear();
  };
  const remove = (ids: readonly string[]) => {
    // What is picked is what one means, wherever the focus is.
    if (selection.count > 0) removePicked();
    else if (filter.trashed) setAsking(ids);
    else trash(ids);
  };
  useShortcuts((event) => {
    if (event.key === 'Escape' && selection.count > 0) selection.clear();
    if (event.key === 'Delete' && selection.count > 0) removePicked();
  });
  const asked = asking === 'selection' ? selection.count : (asking?.length ?? 0);

  return (
    <>
      {tiles.error && tiles.loading ? (
        <ErrorState title={messages.library.errorTitle} error={tiles.error} onRetry={tiles.retry} />
      ) : tiles.loading ? (
        <Later>
          <GridSkeleton />
        </Later>
      ) : tiles.total === 0 ? (
        empty
      ) : (
        <>
          {tiles.partly && (
            <Notice
              tone="bad"
              action={
                <button className="btn" type="button" onClick={tiles.retry}>
                  {messages.errors.tryAgain}
                </button>
              }
            >
              {messages.library.partly}
            </Notice>
          )}
          <Grid tiles={tiles} filter={filter} selection={selection} onDelete={remove} />
        </>
      )}
      {selection.count > 0 && (
        <PickBar
          selection={selection}
          filter={filter}
          total={tiles.total}
          collection={collection}
          onRemove={removePicked}
        />
      )}
      <ConfirmDialog
        open={asking !== null}
        title={messages.library.deleteAsk(asked)}
        text={messages.library.deleteAskText}
        action={messages.library.deleteForGood}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          if (asking)
            bulk.mutate({
              action: 'delete',
              selection: asking === 'selection' ? selection.chosen() : { ids: asking },
            });
          if (asking === 'selection') selection.clear();
          setAsking(null);
        }}
      />
    </>
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
