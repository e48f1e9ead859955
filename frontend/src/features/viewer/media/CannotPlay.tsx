import { Download } from 'lucide-react';
import { originalUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { messages } from '@/lib/messages';

export function CannotPlay({ asset }: { asset: Asset }) {
  const coming = asset.status === 'processing';
  return (
    <div className="stage__other">
      <KindIcon kind={asset.kind} className="i i--l" />
      <p>{coming ? messages.media.playableSoon : messages.viewer.cannotPlay}</p>
      <a className="btn btn--main" href={originalUrl(asset.id, true)} download={asset.name}>
        <Download className="i" aria-hidden />
        {messages.viewer.download}
      </a>
    </div>
  );
}
