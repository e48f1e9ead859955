import { useQueryClient } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import { useState } from 'react';
import { assetOptions, waveformOptions } from '@/api/assets';
import { noteAnswered, noteUnreachable } from '@/api/connection';
import { Problem } from '@/api/problem';
import { Picture } from '@/components/assets/Picture';
import { StageList } from '@/components/assets/StageList';
import { Waveform } from '@/components/assets/Waveform';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Field } from '@/components/ui/Field';
import { Marked } from '@/components/ui/Marked';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '@/components/ui/Menu';
import { NameDialog } from '@/components/ui/NameDialog';
import { PickDialog } from '@/components/ui/PickDialog';
import { Segmented } from '@/components/ui/Segmented';
import { EmptyState, ErrorState, Notice, OfflineNotice, Spinner } from '@/components/ui/States';
import { Toaster } from '@/components/ui/Toaster';
import { Tile } from '@/features/library/components/Tile';
import { MomentTile } from '@/features/search/components/MomentTile';
import { UploadRow } from '@/features/upload/components/UploadRow';
import { makeUpload } from '@/features/upload/upload';
import type { Upload, UploadState } from '@/features/upload/upload';
import { showToast } from '@/lib/toasts';
import { assets, hits, peaks, tiles } from './samples';
import { Shelf } from './Shelf';
import { Viewers } from './Viewers';

/** Every component in every state, with invented files: for whoever changes how something looks. Only in development. */
export function GalleryPage() {
  const client = useQueryClient();
  for (const asset of Object.values(assets)) client.setQueryData(assetOptions(asset.id).queryKey, asset);
  client.setQueryData(waveformOptions(assets.recording).queryKey, peaks);
  return (
    <main className="page" id="main">
      <h1 className="h1 page__title">Gallery</h1>
      <Controls />
      <Dialogs />
      <States />
      <Shelf name="Steps">
        {[assets.reading, assets.failed, assets.partial].map((asset) => (
          <StageList key={asset.id} asset={asset} sent />
        ))}
      </Shelf>
      <Shelf name="Pictures">
        <div className="moment__media" style={{ width: '12rem', aspectRatio: 1.5 }}>
          <Picture asset={assets.photo} />
        </div>
        <div className="moment__media" style={{ width: '12rem', aspectRatio: 1.5 }}>
          <Picture asset={assets.parcel} />
        </div>
        <div style={{ width: '20rem', height: '4rem' }}>
          <Waveform asset={assets.recording} bars={80} played={9000} hits={[{ start: 12_000, end: 16_000 }]} />
        </div>
        <p>
          <Marked text="What matched is marked." ranges={[[5, 12]]} />
        </p>
      </Shelf>
      <Shelf name="Tiles of the library">
        <ul className="grid picking">
          {tiles.map((item, index) => (
            <Tile
              key={item.id}
              item={item}
              steps
              filter={{}}
              index={index}
              width={240}
              height={180}
              active={index === 0}
              picked={index === 1}
              onPick={() => {}}
              onFocus={() => {}}
            />
          ))}
        </ul>
      </Shelf>
      <Shelf name="Moments, strong and weaker">
        <ol className="moments">
          {hits.map((hit) => (
            <MomentTile key={hit.asset.id} hit={hit} terms={{ q: 'boat' }} weak={false} />
          ))}
        </ol>
        <ol className="moments moments--weak">
          {hits.map((hit) => (
            <MomentTile key={hit.asset.id} hit={hit} terms={{ q: 'boat' }} weak />
          ))}
        </ol>
      </Shelf>
      <Shelf name="Rows of the upload queue">
        <ul className="list">
          {STATES.map((state, id) => (
            <UploadRow key={state} upload={uploadIn(id, state)} asset={null} />
          ))}
          {[assets.photo, assets.reading, assets.partial, assets.failed].map((asset, at) => (
            <UploadRow
              key={asset.id}
              upload={{ ...uploadIn(100 + at, 'sent'), name: asset.name, asset }}
              asset={asset}
            />
          ))}
          <UploadRow upload={uploadIn(200, 'duplicate')} asset={assets.note} />
        </ul>
      </Shelf>
      <Viewers />
      <Toaster />
    </main>
  );
}

const THEMES = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

function Controls() {
  const [theme, setTheme] = useState<(typeof THEMES)[number][0]>('system');
  return (
    <Shelf name="Controls">
      <div className="chips">
        {['btn', 'btn btn--main', 'btn btn--bare', 'btn btn--danger'].map((look) => (
          <button key={look} className={look} type="button">
            {look}
          </button>
        ))}
        <button className="btn" type="button" disabled>
          disabled
        </button>
        <button className="btn" type="button">
          <Spinner />
          busy
        </button>
        <button className="ib" type="button" aria-label="Icon button">
          <Tag className="i" aria-hidden />
        </button>
      </div>
      <div className="chips">
        <button className="chip" type="button" aria-pressed="false">
          Documents <span className="num">12</span>
        </button>
        <button className="chip" type="button" aria-pressed="true">
          Pressed <span className="num">3</span>
        </button>
        <button className="chip" type="button" disabled>
          None <span className="num">0</span>
        </button>
        <span className="badge badge--ok">Ready</span>
        <span className="badge badge--warn">Readable in part</span>
        <span className="badge">Plain</span>
      </div>
      <Segmented label="Theme" value={theme} options={THEMES} onChange={setTheme} />
      <Menu
        trigger={
          <button className="btn" type="button">
            Menu
          </button>
        }
      >
        <MenuItem onSelect={() => {}}>An item</MenuItem>
        <MenuChoice value={theme} options={THEMES} onChange={setTheme} />
        <MenuSeparator />
        <MenuItem danger onSelect={() => {}}>
          Something that cannot be undone
        </MenuItem>
      </Menu>
      <Field label="Plain" hint="With a hint below it" />
      <Field label="Wrong" defaultValue="short" error="7 more characters needed." />
      <progress className="progress" max={100} value={40} aria-label="Sending" style={{ width: '20rem' }} />
      <progress className="progress progress--held" max={100} value={40} aria-label="Held" style={{ width: '20rem' }} />
    </Shelf>
  );
}

function Dialogs() {
  const [open, setOpen] = useState<'confirm' | 'name' | 'pick' | null>(null);
  const close = () => setOpen(null);
  return (
    <Shelf name="Dialogs and messages">
      <div className="chips">
        {(['confirm', 'name', 'pick'] as const).map((which) => (
          <button key={which} className="btn" type="button" onClick={() => setOpen(which)}>
            {which}
          </button>
        ))}
        <button
          className="btn"
          type="button"
          onClick={() => showToast({ text: '2 files are in the trash for 30 days' })}
        >
          message
        </button>
        <button className="btn" type="button" onClick={noteUnreachable}>
          offline
        </button>
        <button className="btn" type="button" onClick={noteAnswered}>
          online again
        </button>
      </div>
      <OfflineNotice onRetry={noteAnswered} />
      <ConfirmDialog
        open={open === 'confirm'}
        title="Delete 2 files for good?"
        text="This cannot be undone."
        action="Delete"
        onConfirm={close}
        onClose={close}
      />
      <NameDialog
        open={open === 'name'}
        title="New collection"
        label="Name"
        action="Create"
        error="There is one of this name."
        onSubmit={close}
        onClose={close}
      />
      <PickDialog
        open={open === 'pick'}
        title="Add to collection"
        label="Name"
        choices={[
          { id: '1', label: 'Garden' },
          { id: '2', label: 'Journeys' },
        ]}
        createLabel={(name) => `New collection “${name}”`}
        onPick={close}
        onCreate={close}
        onClose={close}
      />
    </Shelf>
  );
}

function States() {
  return (
    <Shelf name="States">
      <EmptyState title="Nothing here yet" text="Drop photos, documents or whole folders anywhere on this page.">
        <button className="btn btn--main" type="button">
          Add files
        </button>
      </EmptyState>
      <ErrorState
        title="The library did not load"
        error={new Problem(503, 'database_unavailable', 'The database does not answer.')}
        onRetry={() => {}}
      />
      <Notice>Something to know.</Notice>
      <Notice tone="warn" action={<button className="btn">Fetch it</button>}>
        No visual model: pictures are found by their text, place and date.
      </Notice>
      <Notice tone="bad">The disk is nearly full: nothing was stored.</Notice>
      <div className="skeleton-grid" aria-hidden="true" style={{ width: '100%' }}>
        {[18, 12, 8, 18].map((width, index) => (
          <span key={index} className="sk" style={{ flex: `${width} 1 ${width}rem` }} />
        ))}
      </div>
    </Shelf>
  );
}

const STATES: readonly UploadState[] = ['waiting', 'checking', 'sending', 'storing', 'paused', 'lost', 'failed'];

const uploadIn = (id: number, state: UploadState): Upload =>
  makeUpload({
    id,
    name: `While ${state}.pdf`,
    size: 48_000_000,
    state,
    sent: state === 'waiting' ? 0 : 20_000_000,
    speed: 3_000_000,
    error:
      state === 'failed'
        ? 'The connection broke while sending. What was sent is kept; Retry goes on from there.'
        : null,
    retryable: true,
  });
