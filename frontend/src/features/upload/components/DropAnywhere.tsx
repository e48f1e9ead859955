import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { ImageUp, Upload as UploadIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { sessionOptions } from '@/api/session';
import { isPictureType, keepPicture, onlyPicture } from '@/lib/askedPicture';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';
import { fromDrop, fromList, hasFiles } from '../files';
import type { PickedFile } from '../files';
import { uploadQueue } from '../queue';
import { offerSharing, takeShared } from '../shared';

/** Files can be dropped on, or pasted into, any page. */
export function DropAnywhere() {
  const [over, setOver] = useState<null | 'files' | 'picture'>(null);
  const [finding, setFinding] = useState(false);
  const findZone = useRef<HTMLDivElement>(null);
  const { data: session } = useQuery(sessionOptions);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const maxBytes = session?.limits.max_bytes;

  useEffect(() => {
    if (maxBytes !== undefined) uploadQueue.setLimit(maxBytes);
  }, [maxBytes]);

  const user = session?.user?.id;
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
    if (!user) return;
    void uploadQueue.restore(user);
    offerSharing();
    takeShared().then(add, () => {});
  }, [user]);

  const search = useEffectEvent((picture: File) => {
    void keepPicture(picture).then((id) => navigate({ to: '/', search: { picture: id } }));
  });

  useEffect(() => {
    // dragenter and dragleave come for every element passed on the way; the drag is over when as many were left as entered.
    let depth = 0;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setOver(isOnePicture(event.dataTransfer) ? 'picture' : 'files');
    };
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      setFinding(isWithin(findZone.current, event));
    };
    const onLeave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(null);
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      const find = isWithin(findZone.current, event);
      setOver(null);
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      const picture = find ? onlyPicture(event.dataTransfer.files) : null;
      if (picture) return search(picture);
      fromDrop(event.dataTransfer).then(add, () => showToast({ text: messages.upload.unreadable, tone: 'bad' }));
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = fromList(event.clipboardData?.files ?? null);
      if (files.length === 0) return;
      event.preventDefault();
      add(files);
    };
    const onLeavePage = (event: BeforeUnloadEvent) => {
      // Small files go on after a reload; what is too large to be kept would have to be chosen again.
      if (uploadQueue.wouldLose) event.preventDefault();
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

  if (!over) return null;
  return (
    <div className="dropveil" aria-hidden="true">
      {over === 'picture' && (
        <div className={finding ? 'drop over' : 'drop'} ref={findZone}>
          <ImageUp className="i i--l" />
          <strong>{messages.search.byPictureDrop}</strong>
        </div>
      )}
      <div className={finding ? 'drop' : 'drop over'}>
        <UploadIcon className="i i--l" />
        <strong>{messages.upload.dropNow}</strong>
      </div>
    </div>
  );
}

/** What is dragged tells its kind before it is dropped, and nothing else. */
function isOnePicture(transfer: DataTransfer | null): boolean {
  const [item] = transfer?.items ?? [];
  return transfer?.items.length === 1 && item?.kind === 'file' && isPictureType(item.type);
}

/** The veil lets the pointer through, so that the page below stays what the browser drags over. */
function isWithin(element: HTMLElement | null, { clientX, clientY }: DragEvent): boolean {
  const box = element?.getBoundingClientRect();
  return !!box && clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}
