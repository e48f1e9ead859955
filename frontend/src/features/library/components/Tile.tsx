import { useQuery } from '@tanstack/react-query';
import { Play, RotateCcw, TriangleAlert } from 'lucide-react';
import { assetOptions } from '@/api/assets';
import type { AssetFilter } from '@/api/assets';
import { saidOf } from '@/api/problem';
import type { GridItem } from '@/api/types';
import { AssetLink } from '@/components/assets/AssetLink';
import { KindIcon } from '@/components/assets/kind';
import { Picture } from '@/components/assets/Picture';
import { returnFocus } from '@/components/assets/returnFocus';
import { nowLine } from '@/components/assets/steps';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { Waveform } from '@/components/assets/Waveform';
import { formatLength } from '@/lib/format';
import { Spinner } from '@/components/ui/States';
import { messages } from '@/lib/messages';

interface Props {
  item: GridItem;
  filter: AssetFilter;
  /** Whether it says which step it is at. */
  steps: boolean;
  index: number;
  width: number;
  height: number;
  active: boolean;
  picked: boolean;
  onPick: (extend: boolean) => void;
  onFocus: () => void;
}

export function Tile({ item, filter, steps, index, width, height, active, picked, onPick, onFocus }: Props) {
  const underWay = item.status === 'processing';
  // What lies in the trash rests there.
  const kept = !filter.trashed;
  return (
    <li className="cell" style={{ width, height }} data-asset={item.id}>
      <AssetLink
        ref={returnFocus(item.id)}
        asset={item.id}
        search={{
          from: 'library',
          kind: filter.kind,
          status: filter.status,
          sort: filter.sort,
          tag: filter.tag,
          collection: filter.collection,
        }}
        data-tile={item.id}
        data-index={index}
        tabIndex={active ? 0 : -1}
        onFocus={onFocus}
        onClick={(event) => {
          // With Ctrl, Command or Shift a click picks, as in every file manager.
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
          event.preventDefault();
          onPick(event.shiftKey);
        }}
      >
        {item.status === 'failed' ? <FailedFace item={item} kept={kept} /> : <Face item={item} kept={kept} />}
      </AssetLink>
      {underWay && kept && <NowLine item={item} steps={steps} />}
      {item.status === 'failed' && kept && <RetryButton item={item} />}
      <input
        className="tick on-picture"
        type="checkbox"
        tabIndex={active ? 0 : -1}
        aria-label={messages.library.select(item.name)}
        checked={picked}
        onChange={(event) => {
          const { nativeEvent } = event;
          onPick(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
        }}
      />
    </li>
  );
}

/** What a tile does not carry is fetched for the few that need it: steps under way, an error, a waveform instead of a picture. */
const useDetails = (item: GridItem, enabled = true) => useQuery({ ...assetOptions(item.id), enabled }).data;

function NowLine({ item, steps }: { item: GridItem; steps: boolean }) {
  const asset = useDetails(item, steps);
  return (
    <span className="cell__now">
      <Spinner large />
      <span className="clip cell__what">
        {asset ? nowLine(asset, messages.stages.waits) : messages.stages.processing}
      </span>
    </span>
  );
}

interface FaceProps {
  item: GridItem;
  /** Not in the trash, from which nothing can be asked. */
  kept: boolean;
}

function Face({ item, kept }: FaceProps) {
  if (item.kind === 'document' && item.thumbnail_url) {
    return (
      <>
        <span className="cell__doc">
          <Picture asset={item} alt={item.name} sizes="14rem" />
        </span>
        {item.page_count && item.status !== 'processing' && (
          <span className="stamp stamp--low stamp--right kind">{messages.pages(item.page_count)}</span>
        )}
      </>
    );
  }
  if (item.thumbnail_url) {
    return (
      <>
        <Picture asset={item} alt={item.name} sizes="20rem" />
        {item.kind === 'video' && item.duration_ms && item.status !== 'processing' && (
          <span className="stamp stamp--low stamp--right kind">
            <Play className="i" aria-hidden />
            {formatLength(item.duration_ms)}
          </span>
        )}
      </>
    );
  }
  return <WordsFace item={item} kept={kept} />;
}

function WordsFace({ item, kept }: FaceProps) {
  const asset = useDetails(item, kept && item.kind === 'audio');
  return (
    <>
      <span className="cell__text">
        <KindIcon kind={item.kind} />
        <span className="cell__name">{item.name}</span>
        {item.kind === 'audio' && asset?.waveform_url ? (
          <Waveform asset={asset} bars={72} />
        ) : (
          item.words && <span className="said cell__said">{item.words}</span>
        )}
      </span>
      {item.duration_ms && item.status !== 'processing' && (
        <span className="stamp stamp--low stamp--right kind">{formatLength(item.duration_ms)}</span>
      )}
    </>
  );
}

function FailedFace({ item, kept }: FaceProps) {
  const asset = useDetails(item, kept);
  return (
    <span className="cell__text cell__text--bad">
      <TriangleAlert className="i" aria-hidden />
      <span className="cell__name">{item.name}</span>
      <span className="sm cell__error">{asset ? saidOf(asset.error) || messages.errors.generic : ''}</span>
    </span>
  );
}

function RetryButton({ item }: { item: GridItem }) {
  const { retry } = useAssetActions();
  return (
    <button className="btn cell__retry" type="button" disabled={retry.isPending} onClick={() => retry.mutate(item.id)}>
      <RotateCcw className="i" aria-hidden />
      {messages.library.retry}
      <span className="sr"> {item.name}</span>
    </button>
  );
}
