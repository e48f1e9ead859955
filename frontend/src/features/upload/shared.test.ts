import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeShared } from './shared';

/** As much of a Cache as the shelf needs. */
const shelve = (entries: Map<string, Response>) => {
  const shelf = {
    keys: () => Promise.resolve([...entries.keys()]),
    match: (key: string) => Promise.resolve(entries.get(key)),
    delete: (key: string) => Promise.resolve(entries.delete(key)),
  };
  vi.stubGlobal('caches', { has: () => Promise.resolve(true), open: () => Promise.resolve(shelf) });
};

afterEach(() => vi.unstubAllGlobals());

describe('what another app shared', () => {
  it('is taken once, with its name', async () => {
    const headers = { 'X-Name': encodeURIComponent('Grüße.txt'), 'X-Last-Modified': '1000' };
    shelve(new Map([['/shared/1', new Response('hello', { headers })]]));
    const [first] = await takeShared();
    expect(first?.file.name).toBe('Grüße.txt');
    expect(first?.file.lastModified).toBe(1000);
    expect(await takeShared()).toEqual([]);
  });

  it('is nothing where the browser has no shelf', async () => {
    vi.stubGlobal('caches', { has: () => Promise.resolve(false) });
    expect(await takeShared()).toEqual([]);
  });
});
