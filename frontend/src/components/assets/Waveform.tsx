import { useQuery } from '@tanstack/react-query';
import { waveformOptions } from '@/api/assets';
import type { Asset } from '@/api/types';

interface Props {
  asset: Asset;
  bars: number;
  /** Stretches of time that matched, and how much was played, in milliseconds. */
  hits?: readonly { start: number; end: number }[];
  played?: number;
}

/** The loudness of a recording: what matched in blue, what was played in ink. Nothing where none was made yet. */
export function Waveform({ asset, bars, hits = [], played = 0 }: Props) {
  const { data: peaks } = useQuery(waveformOptions(asset));
  if (!peaks || peaks.length === 0) return null;
  const paths = pathsOf(resample(peaks, bars), asset.duration_ms ?? 0, hits, played);
  return (
    <svg className="wf" viewBox={`0 0 ${bars * STEP} 100`} preserveAspectRatio="none" aria-hidden="true">
      <path d={paths.rest} />
      <path className="done" d={paths.done} />
      <path className="hit" d={paths.hit} />
    </svg>
  );
}

const STEP = 4;

/** The loudest of each stretch, in 0..1. */
export function resample(peaks: readonly number[], bars: number): number[] {
  return Array.from({ length: bars }, (_, index) => {
    const from = Math.floor((index * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / bars));
    return Math.max(...peaks.slice(from, to), 0) / 255;
  });
}

function pathsOf(
  heights: readonly number[],
  duration: number,
  hits: readonly { start: number; end: number }[],
  played: number,
) {
  const paths = { rest: '', done: '', hit: '' };
  heights.forEach((height, index) => {
    const half = Math.max(2, height * 48);
    const time = ((index + 0.5) / heights.length) * duration;
    const kind = hits.some(({ start, end }) => time >= start && time <= end)
      ? 'hit'
      : time <= played && played > 0
        ? 'done'
        : 'rest';
    paths[kind] += `M${index * STEP + 2} ${(50 - half).toFixed(1)}v${(half * 2).toFixed(1)}`;
  });
  return paths;
}
