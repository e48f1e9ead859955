import { Download } from 'lucide-react';
import { originalUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { messages } from '@/lib/messages';

/** What we keep but do not read: said openly, with the way to the file. */
export function OtherStage({ asset }: { asset: Asset }) {
  return (
    <div className="stage__other">
      <KindIcon kind={asset.kind} className="i i--l" />
      <h2 className="h2">{messages.viewer.otherTitle}</h2>
      <p className="muted">{messages.viewer.other}</p>
      <a className="btn btn--main" href={originalUrl(asset.id, true)} download={asset.name}>
        <Download className="i" aria-hidden />
        {messages.viewer.download}
      </a>
    </div>
  );
}
