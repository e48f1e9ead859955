import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download, PackageOpen } from 'lucide-react';
import { originalUrl, unpackAsset } from '@/api/assets';
import type { Asset } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

const ARCHIVES = new Set([
  'application/zip',
  'application/x-tar',
  'application/gzip',
  'application/x-bzip2',
  'application/x-xz',
  'application/zstd',
]);

/** What we keep but do not read: said openly, with the way to the file. */
export function OtherStage({ asset }: { asset: Asset }) {
  const navigate = useNavigate();
  const unpack = useMutation({
    mutationFn: () => unpackAsset(asset.id),
    onSuccess: ({ collection_id: collectionId }) =>
      void navigate({ to: '/collections/$collectionId', params: { collectionId } }),
    onError: (error) => showToast({ text: error.message || messages.errors.generic, tone: 'bad' }),
  });
  const archive = ARCHIVES.has(asset.mime_type);
  return (
    <div className="stage__other">
      <KindIcon kind={asset.kind} className="i i--l" />
      {/* Of what went wrong the page says more. */}
      {!asset.error && (
        <>
          <h2 className="h2">{archive ? messages.viewer.archiveTitle : messages.viewer.otherTitle}</h2>
          <p className="muted">{archive ? messages.viewer.archive : messages.viewer.other}</p>
        </>
      )}
      {archive && (
        <button className="btn btn--main" type="button" disabled={unpack.isPending} onClick={() => unpack.mutate()}>
          <PackageOpen className="i" aria-hidden />
          {messages.viewer.unpack}
        </button>
      )}
      <a className={archive ? 'btn' : 'btn btn--main'} href={originalUrl(asset.id, true)} download={asset.name}>
        <Download className="i" aria-hidden />
        {messages.viewer.download}
      </a>
    </div>
  );
}
