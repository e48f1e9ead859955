import { RotateCcw, RotateCw } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { Menu, MenuChoice } from '@/components/ui/Menu';
import { formatDecimal, formatSpokenTime, formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePainted } from '@/lib/painted';
import { useShortcuts } from '@/lib/shortcuts';
import { RATES, usePlayer, usePlayerState } from './player';

const t = messages.media;
const STEP_MS = 10_000;

/** Space and K play and pause, J and L and the arrows move, M mutes. */
export function useMediaKeys(): void {
  const player = usePlayer();
  useShortcuts((event) => {
    if (event.target instanceof HTMLElement && event.target.matches('button, a, summary, [role=slider]')) {
      if (event.key === ' ' || event.key.startsWith('Arrow')) return;
    }
    const acts: Record<string, (() => void) | undefined> = {
      ' ': () => player.toggle(),
      k: () => player.toggle(),
      j: () => player.skip(-STEP_MS),
      l: () => player.skip(STEP_MS),
      ArrowLeft: () => player.skip(-STEP_MS / 2),
      ArrowRight: () => player.skip(STEP_MS / 2),
      m: () => player.toggleMuted(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What a slider over the time of a file needs, whatever it looks like. */
export function useTimeSlider() {
  const player = usePlayer();
  const { at, duration } = usePlayerState();
  const say = usePainted() ? formatSpokenTime : formatTimecode;
  const seekTo = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    player.seek(((event.clientX - box.left) / box.width) * duration);
  };
  return {
    role: 'slider',
    tabIndex: 0,
    'aria-label': t.position,
    'aria-valuemin': 0,
    'aria-valuemax': Math.round(duration / 1000),
    'aria-valuenow': Math.round(at / 1000),
    'aria-valuetext': t.timeOf(say(at), say(duration)),
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      seekTo(event);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
    },
    onKeyDown(event: KeyboardEvent) {
      const to: Record<string, number | undefined> = {
        ArrowLeft: at - 5000,
        ArrowDown: at - 5000,
        ArrowRight: at + 5000,
        ArrowUp: at + 5000,
        PageDown: at - 30_000,
        PageUp: at + 30_000,
        Home: 0,
        End: duration,
      };
      const next = to[event.key];
      if (next === undefined) return;
      event.preventDefault();
      player.seek(next);
    },
  } as const;
}

export const TimeOf = () => {
  const { at, duration } = usePlayerState();
  return (
    <span className="num">
      {formatTimecode(at)} / {formatTimecode(duration)}
    </span>
  );
};

export function SkipButton({ by, className = 'ib' }: { by: 1 | -1; className?: string }) {
  const player = usePlayer();
  const Icon = by < 0 ? RotateCcw : RotateCw;
  const label = by < 0 ? t.back10 : t.forward10;
  return (
    <button
      className={className}
      type="button"
      aria-label={label}
      title={label}
      onClick={() => player.skip(by * STEP_MS)}
    >
      <Icon className="i" aria-hidden />
    </button>
  );
}

export function RateMenu({ className }: { className: string }) {
  const { rate } = usePlayerState();
  return (
    <Menu
      trigger={
        <button className={className} type="button" aria-label={t.rate(rateName(rate))}>
          {rateName(rate)}
        </button>
      }
    >
      <Rates />
    </Menu>
  );
}

function Rates() {
  const player = usePlayer();
  const { rate } = usePlayerState();
  return (
    <MenuChoice
      value={String(rate)}
      options={RATES.map((each) => [String(each), rateName(each)] as const)}
      onChange={(next) => player.setRate(Number(next))}
    />
  );
}

/** 0.75, but 1.5 and 2. */
const rateName = (value: number) => `${(value * 10) % 1 === 0 ? formatDecimal(value) : formatDecimal(value, 2)}×`;
