import type { Asset } from '@/api/types';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePlayer, usePlayerState } from './player';

interface Chapter {
  start: number;
  end: number;
  title: string;
}

/** What the file says of its chapters; every value is looked at before it is believed. */
export function chaptersOf({ details }: Pick<Asset, 'details'>): Chapter[] {
  const chapters: unknown[] = Array.isArray(details.chapters) ? details.chapters : [];
  return chapters.flatMap((value) => {
    if (!value || typeof value !== 'object') return [];
    const { start_ms: start, end_ms: end, title } = value as Record<string, unknown>;
    if (typeof start !== 'number' || typeof end !== 'number') return [];
    return [{ start, end, title: typeof title === 'string' ? title : '' }];
  });
}

/** The chapters of a film or recording that has some: the current one is marked, a click goes there. */
export function Chapters({ asset }: { asset: Asset }) {
  const player = usePlayer();
  const { at } = usePlayerState();
  const chapters = chaptersOf(asset);
  if (chapters.length === 0) return null;
  const current = chapters.findLast(({ start }) => start <= at + 50);
  return (
    <section>
      <h2>{messages.viewer.chapters}</h2>
      <div className="script script--short">
        {chapters.map((chapter, index) => {
          const time = formatTimecode(chapter.start);
          return (
            <button
              key={index}
              type="button"
              aria-current={chapter === current ? 'true' : undefined}
              onClick={() => player.seek(chapter.start)}
            >
              <time>{time}</time>
              <span>{chapter.title || messages.viewer.chapterAt(time)}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
