import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { segmentsOptions } from '@/api/assets';
import type { Asset, Moment, Segment } from '@/api/types';
import { pageUnit } from '@/components/assets/pageUnit';
import { Marked } from '@/components/ui/Marked';
import { ErrorState, Opening } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import type { Target } from './ViewerPage';

/** A document as its text, with the passages that matched marked and the one asked for in view. */
export function TextStage({ asset, moments, target }: { asset: Asset; moments: Moment[]; target: Target }) {
  const query = useInfiniteQuery(segmentsOptions(asset.id));
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const segments = data?.pages.flatMap((page) => page.items) ?? [];
  const found = target.segment === undefined || segments.some((segment) => segment.id === target.segment);
  const box = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // The passage asked for is further on: fetch until it is there.
    if (data && !found && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [data, found, hasNextPage, isFetchingNextPage, fetchNextPage]);

  useEffect(() => {
    if (!found || target.segment === undefined) return;
    box.current?.querySelector(`[data-segment="${CSS.escape(target.segment)}"]`)?.scrollIntoView({ block: 'center' });
  }, [found, target]);

  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting && !isFetchingNextPage) void fetchNextPage();
    });
    observer.observe(mark);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (error && !data) {
    return (
      <div className="stage__state">
        <ErrorState title={messages.viewer.errorTitle} error={error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (!data) {
    return <Opening />;
  }
  if (segments.length === 0) {
    return asset.status === 'processing' ? null : <p className="opening">{messages.viewer.noTextYet}</p>;
  }
  return (
    // A scrolling region has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="text" ref={box} tabIndex={0} role="region" aria-label={asset.name}>
      <article className="text__sheet" lang={asset.lang ?? undefined}>
        {segments.map((segment, index) => (
          <Passage
            key={segment.id}
            segment={segment}
            heading={headingOf(asset, segment, segments[index - 1])}
            moment={moments.find((moment) => moment.segment_id === segment.id)}
            current={segment.id === target.segment}
          />
        ))}
        {hasNextPage && (
          <div ref={end} className="sm faint">
            {messages.library.more}
          </div>
        )}
      </article>
    </div>
  );
}

/** A new heading where it changes; slides, sheets and chapters are told apart by their number as well. */
function headingOf(asset: Asset, segment: Segment, before: Segment | undefined): string | null {
  const unit = pageUnit(asset);
  const { page } = segment.locator;
  if (unit !== 'page' && typeof page === 'number') {
    if (page === before?.locator.page) return null;
    return [messages.viewer.page(page, unit), segment.heading].filter(Boolean).join(' · ');
  }
  return segment.heading !== before?.heading ? segment.heading : null;
}

function Passage(props: { segment: Segment; heading: string | null; moment: Moment | undefined; current: boolean }) {
  const { segment, heading, moment, current } = props;
  // The beginning repeats the end of the passage before; shown once, marks shifted accordingly.
  const text = Array.from(segment.text).slice(segment.overlap).join('');
  const ranges = (moment?.highlights ?? []).map(([start = 0, end = 0]) => [
    start - segment.overlap,
    end - segment.overlap,
  ]);
  const repeatsHeading = heading !== null && text.trimStart().startsWith(heading);
  return (
    <>
      {heading && !repeatsHeading && <h2>{heading}</h2>}
      <p
        className={`said${moment || current ? ' text__hit' : ''}`}
        data-segment={segment.id}
        aria-current={current ? 'true' : undefined}
      >
        <Marked text={text} ranges={ranges} />
      </p>
    </>
  );
}
