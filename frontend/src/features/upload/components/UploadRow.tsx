import { Link } from '@tanstack/react-router';
import { Check, File as FileIcon, Pause, Play, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { saidOf } from '@/api/problem';
import { pageUnit } from '@/components/assets/pageUnit';
import { Picture } from '@/components/assets/Picture';
import { StageList } from '@/components/assets/StageList';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';
import { uploadQueue } from '../queue';
import { isUnfinished } from '../upload';
import type { Upload } from '../upload';
import { describeBytes } from '../totals';
import type { QueueRow } from './UploadPage';

/** Of thousands of rows a few change at a time: the others are left as they are. */
export const UploadRow = memo(function UploadRow(row: QueueRow) {
  const { upload, asset } = row;
  const name = upload.name;
  return (
    <li className="job">
      <span className="job__pic">
        {asset?.thumbnail_url ? <Picture asset={asset} alt="" /> : <FileIcon className="i" aria-hidden />}
      </span>
      <div>
        <p className="job__name clip">{name}</p>
        <Say row={row} />
      </div>
      <div className="job__end">
        <End row={row} />
      </div>
      {upload.state === 'sending' || upload.state === 'storing' || (upload.state === 'paused' && upload.sent > 0) ? (
        <progress
          className={`progress${upload.state === 'paused' ? ' progress--held' : ''}`}
          max={upload.size}
          value={upload.state === 'storing' ? upload.size : upload.sent}
          aria-label={messages.upload.progress(name, Math.round((upload.sent / upload.size) * 100))}
        />
      ) : (
        asset && (asset.status === 'processing' || asset.status === 'failed') && <StageList asset={asset} sent />
      )}
    </li>
  );
});

function Say({ row: { upload, asset } }: { row: QueueRow }) {
  if (upload.state === 'failed') return <p className="job__say bad">{upload.error}</p>;
  if (asset?.status === 'failed')
    return <p className="job__say bad">{saidOf(asset.error) || messages.errors.generic}</p>;
  return <p className="job__say">{sentence(upload, asset)}</p>;
}

function sentence(upload: Upload, asset: QueueRow['asset']): string {
  if (upload.state === 'waiting') return `${messages.upload.waiting} · ${formatSize(upload.size)}`;
  if (upload.state === 'checking') return `${messages.upload.checking} · ${formatSize(upload.size)}`;
  if (upload.state === 'paused')
    return `${messages.upload.paused} · ${messages.upload.bytes(upload.sent, upload.size)}`;
  if (upload.state === 'lost') return messages.upload.lostRow(upload.size);
  if (upload.state === 'storing') return messages.upload.storing;
  if (upload.state === 'duplicate') return messages.upload.duplicate;
  if (!asset) return describeBytes(upload);
  if (asset.status === 'partial') return saidOf(asset.error) || messages.stages.partial;
  const about = asset.page_count ? messages.pages(asset.page_count, pageUnit(asset)) : messages.kinds.one[asset.kind];
  return `${about} · ${formatSize(asset.size)}`;
}

function End({ row: { upload, asset } }: { row: QueueRow }): ReactNode {
  const { retry } = useAssetActions();
  const name = upload.name;
  if (isUnfinished(upload)) {
    const paused = upload.state === 'paused';
    const canPause = paused || upload.state === 'sending' || upload.state === 'waiting' || upload.state === 'checking';
    return (
      <>
        {canPause && (
          <button
            className="ib"
            type="button"
            aria-label={paused ? messages.upload.resume(name) : messages.upload.pause(name)}
            onClick={() => (paused ? uploadQueue.resume(upload.id) : uploadQueue.pause(upload.id))}
          >
            {paused ? <Play className="i" aria-hidden /> : <Pause className="i" aria-hidden />}
          </button>
        )}
        <Cross label={messages.upload.cancel(name)} onClick={() => uploadQueue.cancel(upload.id)} />
      </>
    );
  }
  if (upload.state === 'failed') {
    return (
      <>
        {upload.retryable && (
          <button className="btn" type="button" onClick={() => uploadQueue.retry(upload.id)}>
            <RotateCcw className="i" aria-hidden />
            {messages.library.retry}
          </button>
        )}
        <Cross label={messages.upload.dismiss(name)} onClick={() => uploadQueue.dismiss(upload.id)} />
      </>
    );
  }
  if (!asset) return null;
  if (asset.status === 'failed') {
    return (
      <>
        <button className="btn" type="button" disabled={retry.isPending} onClick={() => retry.mutate(asset.id)}>
          <RotateCcw className="i" aria-hidden />
          {messages.library.retry}
        </button>
        <Cross label={messages.upload.dismiss(name)} onClick={() => uploadQueue.dismiss(upload.id)} />
      </>
    );
  }
  return (
    <>
      {asset.status === 'ready' && upload.state !== 'duplicate' && (
        <span className="badge badge--ok">
          <Check className="i" aria-hidden />
          {messages.stages.ready}
        </span>
      )}
      {asset.status === 'partial' && (
        <span className="badge badge--warn">
          <TriangleAlert className="i" aria-hidden />
          {messages.stages.partial}
        </span>
      )}
      <Link className="btn btn--bare" to="/assets/$assetId" params={{ assetId: asset.id }} search={{}}>
        {upload.state === 'duplicate' ? messages.upload.show : messages.upload.open}
        <span className="sr"> {name}</span>
      </Link>
    </>
  );
}

function Cross({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button className="ib" type="button" aria-label={label} onClick={onClick}>
      <X className="i" aria-hidden />
    </button>
  );
}
