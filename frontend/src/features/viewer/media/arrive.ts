import { useEffect, useRef } from 'react';
import { originalUrl } from '@/api/assets';
import type { Asset, Moment } from '@/api/types';
import type { Target } from '../components/ViewerPage';
import { usePlayer } from './player';
import { startOf, useTranscript } from './useTranscript';

/** The rendition that a browser can play, where the original is of another kind. */
export const mediaUrl = (asset: Asset): string => asset.playback_url ?? originalUrl(asset.id);

/** Goes to the passage that was asked for, once for each asking. It does not begin to play by itself. */
export function useArriveAt(asset: Asset, moments: readonly Moment[], target: Target): void {
  const player = usePlayer();
  const { lines } = useTranscript(asset);
  const done = useRef('');
  const found =
    moments.find((moment) => moment.segment_id === target.segment) ?? lines.find((line) => line.id === target.segment);
  const start = found ? startOf(found) : null;
  useEffect(() => {
    const key = `${target.segment}/${target.nonce}`;
    if (target.segment === undefined || start === null || done.current === key) return;
    done.current = key;
    player.seek(start);
  }, [player, target, start]);
}
