import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { messages } from '@/lib/messages';
import { formatMonth, formatShortMonth } from '@/lib/months';

/** A month, and where it begins in the page: 0..1 of the whole height. */
export interface RailMonth {
  date: Date;
  at: number;
}

interface Props {
  months: readonly RailMonth[];
  /** 0..1 of the whole height. */
  at: number;
  onGo: (at: number) => void;
}

/** Pixels between two labels, and between two ticks. */
const LABEL_ROOM = 22;
const TICK_ROOM = 7;

/** One slider over all the years: arrows go by month, Page keys by year. */
export function DateRail({ months, at, onGo }: Props) {
  const rail = useRef<HTMLDivElement>(null);
  const current = Math.max(
    0,
    months.findLastIndex((month) => month.at <= at + 0.0005),
  );
  const month = months[current];
  if (!month || months.length < 2) return null;

  const goTo = (index: number) => {
    const next = months[Math.max(0, Math.min(months.length - 1, index))];
    if (next) onGo(next.at);
  };
  const goToPointer = (event: PointerEvent) => {
    const box = rail.current?.getBoundingClientRect();
    if (box) onGo(Math.max(0, Math.min(1, (event.clientY - box.top) / box.height)));
  };
  const yearFrom = (step: 1 | -1) => {
    const year = month.date.getFullYear() - step;
    const found = months.findIndex((each) => each.date.getFullYear() === year);
    return found < 0 ? (step > 0 ? months.length - 1 : 0) : found;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number | undefined> = {
      ArrowDown: current + 1,
      ArrowRight: current + 1,
      ArrowUp: current - 1,
      ArrowLeft: current - 1,
      PageDown: yearFrom(1),
      PageUp: yearFrom(-1),
      Home: 0,
      End: months.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };
  return (
    <div
      ref={rail}
      className="rail"
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={messages.library.date}
      aria-valuemin={0}
      aria-valuemax={months.length - 1}
      aria-valuenow={months.length - 1 - current}
      aria-valuetext={formatMonth(month.date)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goToPointer(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goToPointer(event);
      }}
    >
      <Marks months={months} at={at} />
      <em style={{ top: `${at * 100}%` }}>{formatShortMonth(month.date)}</em>
    </div>
  );
}

/** Years where there is room for their name, months as ticks where there is room for those. */
function Marks({ months, at }: Pick<Props, 'months' | 'at'>) {
  const height = Math.max(200, window.innerHeight - 112);
  const thumb = at * height;
  let lastLabel = Number.NEGATIVE_INFINITY;
  let lastTick = Number.NEGATIVE_INFINITY;
  let lastYear = 0;
  return months.map(({ date, at: place }) => {
    const y = place * height;
    const year = date.getFullYear();
    const newYear = year !== lastYear;
    if (newYear && y - lastLabel >= LABEL_ROOM) {
      lastYear = year;
      lastLabel = lastTick = y;
      return (
        <b key={date.getTime()} style={{ top: y }} hidden={Math.abs(y - thumb) < LABEL_ROOM}>
          {year}
        </b>
      );
    }
    if (y - lastTick < TICK_ROOM || y - lastLabel < LABEL_ROOM / 2 || Math.abs(y - thumb) < LABEL_ROOM / 2) return null;
    lastTick = y;
    return <i key={date.getTime()} style={{ top: y }} />;
  });
}
