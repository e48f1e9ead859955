import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { segmentsOptions } from '@/api/assets';
import type { Asset, Moment, Segment } from '@/api/types';

/** What is said, in order, with the time of each passage. */
export function useTranscript(asset: Asset): { lines: Segment[]; loading: boolean } {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isLoading } = useInfiniteQuery(
    segmentsOptions(asset.id),
  );
  useEffect(() => {
    // The transcript is searched and followed as a whole.
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const timed = (data?.pages.flatMap((page) => page.items) ?? []).filter(
    (segment) => typeof segment.locator.start_ms === 'number',
  );
  // Subtitles that came with the file say the same as what was heard, and better.
  const captions = timed.filter((segment) => segment.source === 'caption');
  const lines = captions.length > 0 ? captions : timed.filter((segment) => segment.source === 'speech');
  return { lines, loading: isLoading };
}

export const startOf = ({ locator }: Pick<Segment, 'locator'>): number => locator.start_ms ?? 0;

/** The passage that is spoken at `at`, or the last one before it. */
export function lineAt(lines: readonly Segment[], at: number): Segment | undefined {
  return lines.findLast((line) => startOf(line) <= at + 50);
}

export const textOf = (line: Segment): string => Array.from(line.text).slice(line.overlap).join('').trim();

/** The ranges of a moment on the text as it is shown, without what repeats the passage before. */
export function rangesOf(line: Segment, moments: readonly Moment[]): number[][] {
  const moment = moments.find((each) => each.segment_id === line.id);
  const points = Array.from(line.text).slice(line.overlap);
  const lead = points.findIndex((point) => point.trim() !== '');
  const shift = line.overlap + Math.max(0, lead);
  return (moment?.highlights ?? []).map(([start = 0, end = 0]) => [start - shift, end - shift]);
}

/** Stretches of time at which the file matched. */
export const hitsOf = (moments: readonly Moment[]): { start: number; end: number }[] =>
  moments.flatMap(({ locator }) =>
    typeof locator.start_ms === 'number' ? [{ start: locator.start_ms, end: locator.end_ms ?? locator.start_ms }] : [],
  );
