import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Asset } from '@/api/types';
import { PageSheet } from '@/components/assets/PageSheet';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';

interface Props {
  asset: Asset;
  count: number;
  current: number;
  ratio: number;
  /** The page that is opened first. */
  first: number;
  matching: ReadonlySet<number>;
  onPage: (page: number) => void;
}

/** Pages in small, virtual as the pages are. */
export function Thumbs({ asset, count, current, first, ratio, matching, onPage }: Props) {
  const box = useRef<HTMLElement>(null);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer renders anew by itself
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => 6.25 * rem * ratio + 2.5 * rem,
    paddingStart: rem,
    initialOffset: (first - 1) * (6.25 * rem * ratio + 2.5 * rem),
    overscan: 2,
  });
  useEffect(() => virtualizer.scrollToIndex(current - 1, { align: 'auto' }), [virtualizer, current]);
  return (
    <nav ref={box} className="thumbs" aria-label={messages.viewer.pages}>
      <div style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const page = item.index + 1;
          return (
            <button
              key={item.key}
              type="button"
              style={{ transform: `translateY(${item.start}px)` }}
              aria-current={page === current ? 'page' : undefined}
              tabIndex={page === current ? 0 : -1}
              onClick={() => onPage(page)}
            >
              <PageSheet asset={asset} page={page} marks={[]} sizes="100px" alt="" />
              <span>
                {matching.has(page) && <span className="dot" />}
                {formatCount(page)}
                {matching.has(page) && <span className="sr">{messages.viewer.pageWithMatch}</span>}
              </span>
            </button>
          );
        })}
      </div>
    </nav>
  );
}
