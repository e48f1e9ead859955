import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { assetOptions, contentsOptions, segmentsOptions, waveformOptions } from '@/api/assets';
import { similarOptions } from '@/api/search';
import type { Asset, Moment } from '@/api/types';
import { OtherStage } from '@/features/viewer/components/OtherStage';
import { PictureStage } from '@/features/viewer/components/PictureStage';
import { SidePanel } from '@/features/viewer/components/SidePanel';
import { StatusNotice } from '@/features/viewer/components/StatusNotice';
import { TextStage } from '@/features/viewer/components/TextStage';
import { ViewerTop } from '@/features/viewer/components/ViewerTop';
import { AudioStage } from '@/features/viewer/media/AudioStage';
import { CannotPlay } from '@/features/viewer/media/CannotPlay';
import { Player, PlayerContext } from '@/features/viewer/media/player';
import { Scenes } from '@/features/viewer/media/Scenes';
import { PageLine } from '@/features/viewer/pdf/PageLine';
import { Thumbs } from '@/features/viewer/pdf/Thumbs';
import type { Walk } from '@/features/viewer/useWalk';
import { assets, moments, peaks, similar, transcript, words } from './samples';
import { Shelf } from './Shelf';

const TARGET = { page: undefined, segment: undefined, nonce: 0 };

/** The viewer of each kind with its panel, and what it says where a file is not, or not wholly, there. */
export function Viewers() {
  const client = useQueryClient();
  for (const asset of Object.values(assets)) {
    client.setQueryData(assetOptions(asset.id).queryKey, asset);
    client.setQueryData(contentsOptions(asset.id).queryKey, {
      items: [],
      contained_in: [],
      next_cursor: null,
      total: 0,
    });
    for (const by of ['text', 'picture', 'duplicate'] as const)
      client.setQueryData(similarOptions(asset.id, by).queryKey, { items: by === 'text' ? similar : [], degraded: [] });
  }
  client.setQueryData(waveformOptions(assets.recording).queryKey, peaks);
  for (const [asset, items] of [
    [assets.recording, transcript],
    [assets.film, transcript],
    [assets.note, words],
    [assets.photo, []],
  ] as const) {
    const page = { items: [...items], next_cursor: null, total: items.length };
    client.setQueryData(segmentsOptions(asset.id).queryKey, { pages: [page], pageParams: [null] });
  }
  return (
    <>
      <Shelf name="Viewer: a picture, without a search">
        <Viewer asset={assets.photo} found={[]}>
          <PictureStage asset={assets.photo} moments={[]} />
        </Viewer>
      </Shelf>
      <Shelf name="Viewer: words, second of three found">
        <Viewer asset={assets.note} found={moments.note}>
          <TextStage asset={assets.note} moments={moments.note} target={TARGET} />
        </Viewer>
      </Shelf>
      <Shelf name="Viewer: a recording and what is said in it">
        <Viewer asset={assets.recording} found={moments.recording}>
          <AudioStage asset={assets.recording} moments={moments.recording} target={TARGET} />
        </Viewer>
      </Shelf>
      <Shelf name="Viewer: a film that no browser plays, and its scenes">
        <Viewer asset={assets.film} found={[]}>
          <CannotPlay asset={assets.film} />
          <Scenes asset={assets.film} moments={[]} />
        </Viewer>
      </Shelf>
      <Shelf name="Viewer: a file that has no viewer">
        <Viewer asset={assets.parcel} found={[]}>
          <OtherStage asset={assets.parcel} />
        </Viewer>
      </Shelf>
      <Shelf name="Viewer: being read, readable in part, failed, locked">
        {[assets.reading, assets.partial, assets.failed, assets.locked].map((asset) => (
          <StatusNotice key={asset.id} asset={asset} />
        ))}
      </Shelf>
      <Pages />
    </>
  );
}

const nowhere: Walk = { at: null, count: '', previous: null, next: null, moments: [] };
const among: Walk = { ...nowhere, at: 2, count: '3', next: { assetId: 'photo', search: {} } };

function Viewer({ asset, found, children }: { asset: Asset; found: Moment[]; children: ReactNode }) {
  const [player] = useState(() => new Player(asset.duration_ms ?? 0));
  const [open, setOpen] = useState(true);
  return (
    <PlayerContext value={player}>
      <div className={open ? 'vw' : 'vw vw--bare'} style={{ width: '100%', height: '36rem' }}>
        <ViewerTop
          asset={asset}
          q={found.length > 0 ? 'boat' : undefined}
          walk={found.length > 0 ? among : nowhere}
          panelOpen={open}
          onTogglePanel={() => setOpen(!open)}
          onWalk={() => {}}
          onLeave={() => {}}
        />
        <div className="stage">{children}</div>
        {open && (
          <SidePanel asset={asset} moments={found} segment={undefined} onMoment={() => {}} onClose={undefined} />
        )}
      </div>
    </PlayerContext>
  );
}

function Pages() {
  const [page, setPage] = useState(3);
  return (
    <Shelf name="Pages of a document">
      <div style={{ display: 'grid', gridTemplateRows: '100%', height: '20rem', overflow: 'hidden' }}>
        <Thumbs
          asset={assets.reading}
          count={30}
          current={page}
          first={1}
          ratio={0.707}
          matching={new Set([3, 7])}
          onPage={setPage}
        />
      </div>
      <div style={{ width: '100%' }}>
        <PageLine count={30} current={page} matching={[3, 7]} onPage={setPage} />
      </div>
    </Shelf>
  );
}
