import { Download, Info } from 'lucide-react';
import { useState } from 'react';
import { originalUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { messages } from '@/lib/messages';

/** Played by the browser; that it is not read yet is said beside it. */
export function MediaStage({ asset }: { asset: Asset }) {
  const [broken, setBroken] = useState(false);
  const video = asset.kind === 'video';
  const source = originalUrl(asset.id);
  return (
    <div className="stage__media">
      {broken ? (
        <div className="stage__other">
          <p>{messages.viewer.cannotPlay}</p>
          <a className="btn btn--main" href={originalUrl(asset.id, true)} download={asset.name}>
            <Download className="i" aria-hidden />
            {messages.viewer.download}
          </a>
        </div>
      ) : video ? (
        // There are no captions yet: nothing has listened to it, which the line below says.
        // eslint-disable-next-line jsx-a11y/media-has-caption
        <video
          src={source}
          controls
          preload="metadata"
          poster={asset.preview_url ?? undefined}
          onError={() => setBroken(true)}
          aria-label={asset.name}
        />
      ) : (
        // eslint-disable-next-line jsx-a11y/media-has-caption
        <audio src={source} controls preload="metadata" onError={() => setBroken(true)} aria-label={asset.name} />
      )}
      <p className="stage__say sm muted">
        <Info className="i i--s" aria-hidden />
        {video ? messages.viewer.notReadVideo : messages.viewer.notReadAudio}
      </p>
    </div>
  );
}
