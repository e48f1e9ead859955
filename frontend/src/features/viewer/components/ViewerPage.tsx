import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useCanGoBack, useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { assetOptions } from '@/api/assets';
import { Problem } from '@/api/problem';
import type { Asset, AssetFile, Moment } from '@/api/types';
import { isPdf } from '@/components/assets/kind';
import { noteClosed } from '@/components/assets/returnFocus';
import { EmptyState, ErrorState, Opening } from '@/components/ui/States';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { createStore, useStore } from '@/lib/store';
import { useTitle } from '@/lib/title';
import { useWalk } from '../useWalk';
import type { Walk } from '../useWalk';
import { AudioStage } from '../media/AudioStage';
import { Player, PlayerContext } from '../media/player';
import { VideoStage } from '../media/VideoStage';
import { PdfStage } from '../pdf/PdfStage';
import { OtherStage } from './OtherStage';
import { PictureStage } from './PictureStage';
import { SidePanel } from './SidePanel';
import { StatusNotice } from './StatusNotice';
import { TextStage } from './TextStage';
import { ViewerTop } from './ViewerTop';

const route = getRouteApi('/in/assets/$assetId');

/** Whether the panel is open; kept while one goes from file to file. */
const panelStore = createStore(true);

/** A place in a file that was asked for; `nonce` tells two askings of the same place apart. */
export interface Target {
  page: number | undefined;
  segment: string | undefined;
  nonce: number;
}

export function ViewerPage() {
  const { assetId } = route.useParams();
  const { data: asset, error, refetch } = useQuery(assetOptions(assetId));
  const leave = useLeave(assetId);
  useTitle(asset?.name ?? '');
  useShortcuts((event) => {
    if (event.key === 'Escape') leave();
  });
  if (!asset) {
    const missing = error instanceof Problem && error.status === 404;
    return (
      <main className="page page--narrow" id="main">
        {missing ? (
          <EmptyState heading="h1" title={messages.errors.notFoundTitle} text={messages.errors.notFound}>
            <Link className="btn btn--main" to="/library" search={{}}>
              {messages.errors.toLibrary}
            </Link>
          </EmptyState>
        ) : error ? (
          <ErrorState title={messages.viewer.errorTitle} error={error} onRetry={() => void refetch()} />
        ) : (
          <Opening />
        )}
      </main>
    );
  }
  return <Viewer key={asset.id} asset={asset} onLeave={leave} />;
}

/** Back to where one came from, scrolled as it was; opened by its address, to the search or the library it belongs to. */
function useLeave(assetId: string): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const canGoBack = useCanGoBack();
  const { q, kind, year, tag, place, camera } = route.useSearch();
  return useCallback(() => {
    noteClosed(assetId);
    if (canGoBack) router.history.back();
    else if (q) void navigate({ to: '/', search: { q, kind, year, tag, place, camera } });
    else void navigate({ to: '/library', search: {} });
  }, [assetId, canGoBack, router, navigate, q, kind, year, tag, place, camera]);
}

function Viewer({ asset, onLeave }: { asset: AssetFile; onLeave: () => void }) {
  const terms = route.useSearch();
  const navigate = route.useNavigate();
  const walk = useWalk(asset.id, terms);
  const narrow = useMedia('(max-width: 900px)');
  const open = useStore(panelStore);
  const [sheet, setSheet] = useState(false);
  const [player] = useState(() => new Player(asset.duration_ms ?? 0));
  const [target, setTarget] = useState<Target>({ page: terms.page, segment: terms.segment, nonce: 0 });

  useEffect(() => {
    document.body.classList.add('vw-body');
    return () => document.body.classList.remove('vw-body');
  }, []);
  const panelOpen = narrow ? sheet : open;

  const goTo = (moment: Moment) => {
    const page = moment.locator.page ?? undefined;
    setTarget(({ nonce }) => ({ page, segment: moment.segment_id, nonce: nonce + 1 }));
    setSheet(false);
    void navigate({
      search: (before) => ({ ...before, page, segment: moment.segment_id }),
      replace: true,
      resetScroll: false,
    });
  };
  const walkTo = (place: Walk['next']) => {
    if (place)
      void navigate({
        to: '/assets/$assetId',
        params: { assetId: place.assetId },
        search: place.search,
        replace: true,
      });
  };
  useShortcuts((event) => {
    // Where arrows turn pages or move in time, P and N walk on.
    const arrows = asset.kind !== 'video' && asset.kind !== 'audio' && !isPdf(asset);
    if (event.key === 'p' || (arrows && event.key === 'ArrowLeft')) walkTo(walk.previous);
    if (event.key === 'n' || (arrows && event.key === 'ArrowRight')) walkTo(walk.next);
  });

  return (
    <PlayerContext value={player}>
      <div className={panelOpen ? 'vw' : 'vw vw--bare'}>
        <ViewerTop
          asset={asset}
          q={terms.q}
          walk={walk}
          panelOpen={panelOpen}
          onTogglePanel={() => (narrow ? setSheet((before) => !before) : panelStore.set((before) => !before))}
          onWalk={walkTo}
          onLeave={onLeave}
        />
        <main className="stage" id="main">
          <StatusNotice asset={asset} />
          <Stage asset={asset} walk={walk} target={target} />
        </main>
        {panelOpen && (
          <SidePanel
            asset={asset}
            moments={walk.moments}
            segment={target.segment}
            onMoment={goTo}
            onClose={narrow ? () => setSheet(false) : undefined}
          />
        )}
      </div>
    </PlayerContext>
  );
}

function Stage({ asset, walk, target }: { asset: Asset; walk: Walk; target: Target }) {
  if (asset.kind === 'image') return <PictureStage asset={asset} moments={walk.moments} />;
  if (asset.kind === 'video') return <VideoStage asset={asset} moments={walk.moments} target={target} />;
  if (asset.kind === 'audio') return <AudioStage asset={asset} moments={walk.moments} target={target} />;
  if (isPdf(asset)) return <PdfStage asset={asset} moments={walk.moments} target={target} />;
  if (asset.kind === 'document') return <TextStage asset={asset} moments={walk.moments} target={target} />;
  return <OtherStage asset={asset} />;
}
