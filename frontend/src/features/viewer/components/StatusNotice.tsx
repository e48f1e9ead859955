import { CircleAlert, RotateCcw } from 'lucide-react';
import { saidOf } from '@/api/problem';
import type { Asset } from '@/api/types';
import { nowLine } from '@/components/assets/steps';
import { canRetry, isLocked, Unlock } from '@/components/assets/Unlock';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { Spinner } from '@/components/ui/States';
import { messages } from '@/lib/messages';

/** While a file is being read, and when reading failed or ended in part: what is so, and what to do. */
export function StatusNotice({ asset }: { asset: Asset }) {
  const { retry } = useAssetActions();
  if (asset.status === 'ready') return null;
  if (asset.status === 'processing') {
    return (
      <div className="notice stage__notice" role="status">
        <Spinner large />
        <p>
          {nowLine(asset)}. {messages.viewer.stillReading}
        </p>
      </div>
    );
  }
  return (
    <div className={`notice stage__notice ${asset.status === 'failed' ? 'notice--bad' : 'notice--warn'}`} role="status">
      <CircleAlert className="i" aria-hidden />
      <p>{saidOf(asset.error) || (asset.status === 'failed' ? messages.errors.generic : messages.stages.partial)}</p>
      {isLocked(asset) && <Unlock asset={asset} />}
      {canRetry(asset) && (
        <button className="btn" type="button" disabled={retry.isPending} onClick={() => retry.mutate(asset.id)}>
          <RotateCcw className="i" aria-hidden />
          {messages.library.retry}
        </button>
      )}
    </div>
  );
}
