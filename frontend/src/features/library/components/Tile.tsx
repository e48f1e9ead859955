import { Link } from '@tanstack/react-router';
import { LoaderCircle, RotateCcw, TriangleAlert } from 'lucide-react';
import type { AssetFilter } from '@/api/assets';
import type { Asset } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { Picture } from '@/components/assets/Picture';
import { nowLine } from '@/components/assets/steps';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';

interface Props {
  asset: Asset;
  filter: AssetFilter;
  index: number;
  width: number;
  height: number;
  active: boolean;
  picked: boolean;
  onPick: (index: number, extend: boolean) => void;
  onFocus: (index: number) => void;
}

export function Tile({ asset, filter, index, width, height, active, picked, onPick, onFocus }: Props) {
  const state = asset.status === 'processing' ? nowLine(asset) : '';
  return (
    <li className="cell" style={{ width, height }} data-asset={asset.id}>
      <Link
        to="/assets/$assetId"
        params={{ assetId: asset.id }}
        search={{ from: 'library', kind: filter.kind, sort: filter.sort }}
        data-tile={index}
        tabIndex={active ? 0 : -1}
        onFocus={() => onFocus(index)}
      >
        {asset.status === 'failed' ? <FailedFace asset={asset} /> : <Face asset={asset} />}
        {asset.status === 'processing' && <span className="sr">, {state}</span>}
      </Link>
      {asset.status === 'processing' && (
        <span className="cell__now" aria-hidden="true">
          <LoaderCircle className="i spin" />
          <span className="clip">{state}</span>
        </span>
      )}
      {asset.status === 'failed' && <RetryButton asset={asset} />}
      <input
        className="tick on-picture"
        type="checkbox"
        tabIndex={active ? 0 : -1}
        aria-label={messages.library.select(asset.name)}
        checked={picked}
        onChange={(event) => {
          const { nativeEvent } = event;
          onPick(index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
        }}
      />
    </li>
  );
}

function Face({ asset }: { asset: Asset }) {
  if (asset.kind === 'document' && asset.thumbnail_url) {
    return (
      <>
        <span className="cell__doc">
          <Picture asset={asset} alt={asset.name} sizes="14rem" />
        </span>
        {asset.page_count && asset.status !== 'processing' && (
          <span className="stamp stamp--low stamp--right kind">{messages.pages(asset.page_count)}</span>
        )}
      </>
    );
  }
  if (asset.thumbnail_url) return <Picture asset={asset} alt={asset.name} sizes="20rem" />;
  return (
    <>
      <span className="cell__text">
        <KindIcon kind={asset.kind} />
        <span className="cell__name">{asset.name}</span>
        {asset.summary && <span className="said cell__said">{asset.summary}</span>}
      </span>
      {asset.duration_ms && (
        <span className="stamp stamp--low stamp--right kind">{formatTimecode(asset.duration_ms)}</span>
      )}
    </>
  );
}

function FailedFace({ asset }: { asset: Asset }) {
  return (
    <span className="cell__text cell__text--bad">
      <TriangleAlert className="i" aria-hidden />
      <span className="cell__name">{asset.name}</span>
      <span className="sm cell__error">{asset.error?.detail || messages.errors.generic}</span>
    </span>
  );
}

function RetryButton({ asset }: { asset: Asset }) {
  const { retry } = useAssetActions();
  return (
    <button className="btn cell__retry" type="button" disabled={retry.isPending} onClick={() => retry.mutate(asset.id)}>
      <RotateCcw className="i" aria-hidden />
      {messages.library.retry}
      <span className="sr"> {asset.name}</span>
    </button>
  );
}
