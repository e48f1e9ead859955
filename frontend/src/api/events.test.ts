import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteUnreachable } from './connection';
import { listenForEvents } from './events';

/** An event stream in the hands of the test. */
class Source extends EventTarget {
  static CLOSED = 2;
  static opened: Source[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    super();
    Source.opened.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  say(name: string, data: object = {}) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
  giveUp() {
    this.close();
    this.onerror?.();
  }
}

const fetched = vi.fn(() => Promise.resolve(1));
let stop: () => void;
let asked: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  globalThis.EventSource = Source as unknown as typeof EventSource;
  Source.opened = [];
  fetched.mockClear();
  asked = [];
  const queryClient = new QueryClient();
  const query = queryClient.getQueryCache().build(queryClient, { queryKey: ['assets', 'list'], queryFn: fetched });
  await query.fetch();
  vi.spyOn(queryClient, 'invalidateQueries').mockImplementation(async (filters) => {
    asked.push(JSON.stringify(filters?.queryKey));
    await query.fetch();
  });
  stop = listenForEvents(queryClient);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(400);
const times = () => fetched.mock.calls.length;

describe('the event stream', () => {
  it('leaves what the page has just fetched alone: the server tells what happened meanwhile', async () => {
    Source.opened[0]?.say('ready');
    await settle();
    expect(times()).toBe(1);
    Source.opened[0]?.say('asset', { type: 'asset.created', asset_id: 'a' });
    await settle();
    expect(times()).toBeGreaterThan(1);
  });

  it('leaves a page that nobody sees alone until somebody does', async () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    Source.opened[0]?.say('asset', { type: 'asset.created', asset_id: 'a' });
    await settle();
    expect(times()).toBe(1);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    expect(times()).toBeGreaterThan(1);
    hidden.mockRestore();
  });

  it('fetches lists ever more seldom while thousands of files arrive', async () => {
    const lists = () => asked.filter((key) => key === '["assets","grid"]').length;
    for (let second = 0; second < 60; second += 0.5) {
      Source.opened[0]?.say('asset', { type: 'asset.created', asset_id: String(second) });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(lists()).toBeLessThanOrEqual(10);
    await vi.advanceTimersByTimeAsync(30_000);
    const before = lists();
    Source.opened[0]?.say('asset', { type: 'asset.created', asset_id: 'later' });
    await settle();
    expect(lists()).toBe(before + 1);
  });

  it('fetches anew where it joined too late to be told', async () => {
    await vi.advanceTimersByTimeAsync(21_000);
    Source.opened[0]?.say('ready');
    await settle();
    expect(times()).toBeGreaterThan(1);
  });

  it('fetches what was told while nothing could be fetched, once the server answers again', async () => {
    const probe = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
    noteUnreachable();
    await vi.advanceTimersByTimeAsync(6000);
    expect(probe).toHaveBeenCalledTimes(1);
    expect(times()).toBe(1);
    probe.mockResolvedValue(new Response());
    await vi.advanceTimersByTimeAsync(6000);
    expect(times()).toBeGreaterThan(1);
    expect(probe).toHaveBeenCalledTimes(2);
    probe.mockRestore();
  });

  it('opens another stream when the browser gives one up, and fetches what was missed', async () => {
    Source.opened[0]?.say('ready');
    Source.opened[0]?.giveUp();
    await vi.advanceTimersByTimeAsync(1900);
    expect(Source.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(Source.opened).toHaveLength(2);
    Source.opened[1]?.giveUp();
    await vi.advanceTimersByTimeAsync(3900);
    expect(Source.opened).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(Source.opened).toHaveLength(3);
    expect(times()).toBe(1);
    Source.opened[2]?.say('ready');
    await settle();
    expect(times()).toBeGreaterThan(1);
  });
});
