import { useEffect, useRef } from 'react';
import type { Asset, Moment } from '@/api/types';
import { sceneAt, SceneFrame, scenesOf } from '@/components/assets/SceneFrame';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePlayer, usePlayerState } from './player';
import { hitsOf } from './useTranscript';

/** The scenes side by side, to see what comes and to jump to it: the chapters of a video that has none. */
export function Scenes({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const player = usePlayer();
  const { at } = usePlayerState();
  const scenes = scenesOf(asset);
  const current = sceneAt(scenes, at);
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const tile = strip.current?.children[current];
    if (!strip.current || !(tile instanceof HTMLElement)) return;
    const { scrollLeft, clientWidth } = strip.current;
    if (tile.offsetLeft < scrollLeft || tile.offsetLeft + tile.offsetWidth > scrollLeft + clientWidth) {
      strip.current.scrollTo({ left: tile.offsetLeft - clientWidth / 3 });
    }
  }, [current]);
  if (scenes.length < 2 || !asset.sprite_url) return null;
  const hits = hitsOf(moments);
  return (
    <ol className="scenes" aria-label={messages.media.scenes} ref={strip}>
      {scenes.map((scene, index) => {
        const hit = hits.some(({ start, end }) => start < scene.end && end >= scene.start);
        const label = messages.media.sceneAt(formatTimecode(scene.start));
        return (
          <li key={scene.start}>
            <button
              type="button"
              className={hit ? 'hit' : undefined}
              aria-current={index === current ? 'true' : undefined}
              aria-label={hit ? messages.media.sceneWithMatch(label) : label}
              onClick={() => player.seek(scene.start)}
            >
              <SceneFrame asset={asset} index={index} count={scenes.length} alt="" />
              <time>{formatTimecode(scene.start)}</time>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
