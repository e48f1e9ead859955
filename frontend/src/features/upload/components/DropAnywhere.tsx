import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { Upload as UploadIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { sessionOptions } from '@/api/session';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';
import { fromDrop, fromList, hasFiles } from '../files';
import type { PickedFile } from '../files';
import { MOST_KEPT } from '../journal';
import { isUnderWay, uploadQueue } from '../queue';
import type { Upload } from '../queue';

/** Files can be dropped on, or pasted into, any page. */
export function DropAnywhere({ children }: { children: ReactNode }) {
  const [over, setOver] = useState(false);
  const { data: session } = useQuery(sessionOptions);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const maxBytes = session?.limits.max_bytes;

  useEffect(() => {
    if (maxBytes !== undefined) uploadQueue.setLimit(maxBytes);
  }, [maxBytes]);

  const user = session?.user?.id;
  useEffect(() => {
    if (user) void uploadQueue.restore(user);
  }, [user]);

  const add = useEffectEvent((files: PickedFile[]) => {
    if (files.length === 0) return;
    uploadQueue.add(files);
    if (pathname !== '/add') {
      showToast({
        text: messages.upload.added(files.length),
        action: { label: messages.upload.view, run: () => void navigate({ to: '/add' }) },
      });
    }
  });

  useEffect(() => {
    // dragenter and dragleave come for every element passed on the way; the drag is over when as many were left as entered.
    let depth = 0;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onLeave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      fromDrop(event.dataTransfer).then(add, () => showToast({ text: messages.upload.unreadable, tone: 'bad' }));
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = fromList(event.clipboardData?.files ?? null);
      if (files.length === 0) return;
      event.preventDefault();
      add(files);
    };
    const onLeavePage = (event: BeforeUnloadEvent) => {
      // Small files go on after a reload; large ones would have to be chosen again.
      const large = (upload: Upload) => isUnderWay(upload) && upload.size > MOST_KEPT;
      if (uploadQueue.store.get().some(large)) event.preventDefault();
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    window.addEventListener('beforeunload', onLeavePage);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
      window.removeEventListener('beforeunload', onLeavePage);
    };
  }, []);

  return (
    <>
      {children}
      {over && (
        <div className="dropveil" aria-hidden="true">
          <div className="drop over">
            <UploadIcon className="i i--l" />
            <strong>{messages.upload.dropNow}</strong>
          </div>
        </div>
      )}
    </>
  );
}
