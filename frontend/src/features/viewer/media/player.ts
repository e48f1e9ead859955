/** One player for a file: the media element, what it is doing, and what can be asked of it. Stage, transcript and scenes share it. */
import { createContext, useCallback, useContext } from 'react';
import { createStore, useStore } from '@/lib/store';

export interface PlayerState {
  /** Milliseconds. */
  at: number;
  duration: number;
  playing: boolean;
  waiting: boolean;
  muted: boolean;
  rate: number;
  failed: boolean;
}

export const RATES = [0.75, 1, 1.25, 1.5, 2] as const;

export class Player {
  readonly store;
  #element: HTMLMediaElement | null = null;
  /** A place that was asked for before the element could go there. */
  #wanted: number | null = null;

  constructor(duration: number) {
    this.store = createStore<PlayerState>({
      at: 0,
      duration,
      playing: false,
      waiting: false,
      muted: false,
      rate: 1,
      failed: false,
    });
  }

  /** Follows the element until the returned function is called. */
  attach(element: HTMLMediaElement): () => void {
    this.#element = element;
    const stop = new AbortController();
    let frame = 0;
    const follow = () => {
      this.#read();
      frame = element.paused ? 0 : requestAnimationFrame(follow);
    };
    const on = (names: string, listener: () => void) => {
      for (const name of names.split(' ')) element.addEventListener(name, listener, { signal: stop.signal });
    };
    on('play', () => {
      cancelAnimationFrame(frame);
      follow();
    });
    on('pause ended seeked timeupdate ratechange volumechange', () => this.#read());
    on('loadedmetadata durationchange', () => {
      if (this.#wanted !== null) element.currentTime = this.#wanted / 1000;
      this.#wanted = null;
      this.#read();
    });
    on('waiting', () => this.#set({ waiting: true }));
    on('playing canplay', () => this.#set({ waiting: false }));
    on('error', () => this.#set({ failed: true }));
    return () => {
      cancelAnimationFrame(frame);
      stop.abort();
      this.#element = null;
    };
  }

  toggle(): void {
    const element = this.#element;
    if (!element) return;
    // Refused where the browser wants a gesture first; the button then still says Play.
    if (element.paused) element.play().catch(() => this.#read());
    else element.pause();
  }

  seek(ms: number): void {
    const to = Math.max(0, Math.min(ms, this.store.get().duration || ms));
    this.#set({ at: to });
    if (this.#element && this.#element.readyState > 0) this.#element.currentTime = to / 1000;
    else this.#wanted = to;
  }

  skip(ms: number): void {
    this.seek(this.store.get().at + ms);
  }

  setRate(rate: number): void {
    if (this.#element) this.#element.playbackRate = rate;
  }

  toggleMuted(): void {
    if (this.#element) this.#element.muted = !this.#element.muted;
  }

  #read(): void {
    const element = this.#element;
    if (!element) return;
    const { duration } = this.store.get();
    this.#set({
      // To the tenth of a second: what the page shows needs no more.
      at: this.#wanted ?? Math.round(element.currentTime * 10) * 100,
      duration: Number.isFinite(element.duration) ? element.duration * 1000 : duration,
      playing: !element.paused && !element.ended,
      muted: element.muted,
      rate: element.playbackRate,
    });
  }

  #set(change: Partial<PlayerState>): void {
    this.store.set((before) => {
      const changed = Object.entries(change).some(([key, value]) => before[key as keyof PlayerState] !== value);
      return changed ? { ...before, ...change } : before;
    });
  }
}

export const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (!player) throw new Error('There is no player here');
  return player;
}

export const usePlayerState = (): PlayerState => useStore(usePlayer().store);

/** The `ref` of the media element. */
export function useMediaElement(): (element: HTMLMediaElement | null) => (() => void) | undefined {
  const player = usePlayer();
  return useCallback((element) => (element ? player.attach(element) : undefined), [player]);
}
