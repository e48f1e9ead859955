import { useQueries, useQuery } from '@tanstack/react-query';
import { Upload as UploadIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { assetOptions } from '@/api/assets';
import { sessionOptions } from '@/api/session';
import type { Asset } from '@/api/types';
import { formatDuration } from '@/lib/format';
import { messages } from '@/lib/messages';
import { useStore } from '@/lib/store';
import { useTitle } from '@/lib/title';
import { fromList } from '../files';
import { uploadQueue } from '../queue';
import { isUnderWay } from '../upload';
import type { Upload } from '../upload';
import { totalsOf } from '../totals';
import type { Totals } from '../totals';
import { UploadRow } from './UploadRow';

/** Rows shown of one group; thousands of files make one line below it. */
const SHOWN = 60;
/** Files looked after at a time. */
const WATCHED = 40;
/** Should an event be lost, a file that is being read is looked at again after this time. */
const LOOK_AGAIN_MS = 15_000;

export interface QueueRow {
  upload: Upload;
  asset: Asset | null;
}

type Group = 'underWay' | 'lost' | 'needsYou' | 'duplicates' | 'ready';

function groupOf({ upload, asset }: QueueRow): Group {
  if (upload.state === 'failed' || asset?.status === 'failed') return 'needsYou';
  if (upload.state === 'duplicate') return 'duplicates';
  if (upload.state === 'lost') return 'lost';
  if (isUnderWay(upload) || upload.state === 'paused' || asset?.status === 'processing') return 'underWay';
  return 'ready';
}

export function UploadPage() {
  useTitle(messages.upload.title);
  const uploads = useStore(uploadQueue.store);
  const rows = useRows(uploads);
  const groups: Record<Group, QueueRow[]> = { underWay: [], lost: [], needsYou: [], duplicates: [], ready: [] };
  for (const row of rows) groups[groupOf(row)].push(row);
  const totals = totalsOf(uploads);
  const { underWay, lost, needsYou, duplicates, ready } = groups;
  const clear = (list: QueueRow[]) => uploadQueue.dismissAll(new Set(list.map(({ upload }) => upload.id)));

  return (
    <main className="page page--narrow" id="main">
      <h1 className="h1 page__title">{messages.upload.title}</h1>
      <Picker />
      {underWay.length > 0 && (
        <Section
          id="underway"
          title={
            totals.sendingFiles + totals.pausedFiles > 0
              ? messages.upload.sending(totals.sentFiles, totals.files)
              : messages.upload.reading(underWay.length)
          }
          note={noteOf(totals, uploadQueue.secondsLeft)}
          rows={underWay}
          actions={actionsOf(totals)}
          bar={<TotalBar totals={totals} />}
        />
      )}
      {lost.length > 0 && (
        <Section
          id="lost"
          title={messages.upload.lost}
          note={messages.upload.lostText}
          rows={lost}
          actions={[{ label: messages.upload.forgetAll, run: () => uploadQueue.cancelAll() }]}
        />
      )}
      {needsYou.length > 0 && <Section id="needs" title={messages.upload.needsYou} rows={needsYou} />}
      {duplicates.length > 0 && (
        <Section
          id="duplicates"
          title={messages.upload.duplicates}
          rows={duplicates}
          actions={[{ label: messages.upload.clear, run: () => clear(duplicates) }]}
        />
      )}
      {ready.length > 0 && (
        <Section
          id="ready"
          title={messages.upload.ready}
          rows={ready}
          actions={[{ label: messages.upload.clear, run: () => clear(ready) }]}
        />
      )}
    </main>
  );
}

/** Each upload with its file as it is now. Of thousands the first unfinished ones are watched; what they become is noted, and the next ones follow. */
function useRows(uploads: readonly Upload[]): QueueRow[] {
  const watched = uploads
    .flatMap(({ id, asset }) => (asset?.status === 'processing' || asset?.status === 'failed' ? [{ id, asset }] : []))
    .slice(0, WATCHED);
  const results = useQueries({
    queries: watched.map(({ asset }) => ({
      ...assetOptions(asset.id),
      initialData: asset,
      // What was known when it was sent is old by now.
      initialDataUpdatedAt: 0,
      refetchInterval: (query: { state: { data?: Asset | undefined } }) =>
        query.state.data?.status === 'processing' ? LOOK_AGAIN_MS : false,
    })),
  });
  const now = new Map(watched.map(({ id }, index) => [id, results[index]?.data]));
  useEffect(() => {
    for (const { id, asset } of watched) {
      const latest = now.get(id);
      if (latest && latest.status !== asset.status) uploadQueue.learn(id, latest);
    }
  });
  return uploads.map((upload) => ({ upload, asset: now.get(upload.id) ?? upload.asset }));
}

interface Action {
  label: string;
  run: () => void;
}

function actionsOf({ sendingFiles, pausedFiles }: Totals): Action[] {
  const { pauseAll, resumeAll, cancelAll } = messages.upload;
  return [
    ...(sendingFiles > 0 ? [{ label: pauseAll, run: () => uploadQueue.pauseAll() }] : []),
    ...(pausedFiles > 0 ? [{ label: resumeAll, run: () => uploadQueue.resumeAll() }] : []),
    ...(sendingFiles + pausedFiles > 1 ? [{ label: cancelAll, run: () => uploadQueue.cancelAll() }] : []),
  ];
}

/** How far all of them are. */
function TotalBar({ totals }: { totals: Totals }) {
  const { sendingFiles, pausedFiles, sentBytes, bytes, fraction } = totals;
  if (sendingFiles + pausedFiles < 2) return null;
  return (
    <progress
      className={`progress group__bar${sendingFiles === 0 ? ' progress--held' : ''}`}
      max={bytes}
      value={sentBytes}
      aria-label={messages.upload.progress(messages.upload.all, Math.round(fraction * 100))}
    />
  );
}

function noteOf({ sendingFiles, pausedFiles, bytes, sentBytes }: Totals, left: number | null): string | undefined {
  if (sendingFiles === 0) return pausedFiles > 0 ? messages.upload.pausedText : undefined;
  return [
    left === null ? '' : messages.upload.left(formatDuration(left)),
    messages.upload.bytes(sentBytes, bytes),
    uploadQueue.wouldLose ? '' : messages.upload.keepOpen,
  ]
    .filter(Boolean)
    .join(' · ');
}

function Picker() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const { data: session } = useQuery(sessionOptions);
  const take = (input: HTMLInputElement) => {
    uploadQueue.add(fromList(input.files));
    input.value = '';
  };
  return (
    <div className="drop">
      <UploadIcon className="i i--l" aria-hidden />
      <strong>{messages.upload.drop}</strong>
      {session && <p className="sm">{messages.upload.hint(session.limits.max_bytes)}</p>}
      <div className="chips drop__buttons">
        <button className="btn btn--main" type="button" onClick={() => files.current?.click()}>
          {messages.upload.choose}
        </button>
        <button className="btn" type="button" onClick={() => folder.current?.click()}>
          {messages.upload.chooseFolder}
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="files"
        onChange={(event) => take(event.currentTarget)}
        aria-label={messages.upload.choose}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // React knows no such attribute.
          input?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        onChange={(event) => take(event.currentTarget)}
        aria-label={messages.upload.chooseFolder}
      />
    </div>
  );
}

function Section(props: {
  id: string;
  title: string;
  note?: string | undefined;
  rows: QueueRow[];
  actions?: Action[] | undefined;
  bar?: ReactNode;
}) {
  const { id, title, note, rows, actions = [], bar } = props;
  return (
    <section className="group" aria-labelledby={`group-${id}`}>
      <div className="bar">
        <div>
          <h2 className="h2" id={`group-${id}`}>
            {title}
          </h2>
          {note && (
            <p className="sm muted" role="status">
              {note}
            </p>
          )}
        </div>
        <div className="chips">
          {actions.map((action) => (
            <button key={action.label} className="btn btn--bare" type="button" onClick={action.run}>
              {action.label}
            </button>
          ))}
        </div>
      </div>
      {bar}
      <ul className="list">
        {rows.slice(0, SHOWN).map((row) => (
          <UploadRow key={row.upload.id} upload={row.upload} asset={row.asset} />
        ))}
      </ul>
      {rows.length > SHOWN && <p className="sm faint group__more">{messages.upload.more(rows.length - SHOWN)}</p>}
    </section>
  );
}
