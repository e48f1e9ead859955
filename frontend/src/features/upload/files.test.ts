import { describe, expect, it } from 'vitest';
import { fromDrop, fromList } from './files';

const chosen = (path: string) =>
  Object.defineProperty(new File(['x'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path });

const entry = (name: string, children?: unknown[]): unknown => ({
  name,
  isFile: !children,
  file: (take: (file: File) => void) => take(new File(['x'], name)),
  createReader: () => {
    const portions = [children ?? [], []];
    return { readEntries: (take: (portion: unknown) => void) => take(portions.shift()) };
  },
});

const drop = (...entries: unknown[]) =>
  ({
    files: [],
    items: entries.map((each) => ({ kind: 'file', webkitGetAsEntry: () => each })),
  }) as unknown as DataTransfer;

describe('what is taken out of folders', () => {
  it('is not what programs and systems hide there', async () => {
    const folder = ['trip/a.txt', 'trip/.DS_Store', 'trip/.git/config', 'trip/sub/Thumbs.db', 'trip/sub/b.txt'];
    expect(fromList(folder.map(chosen)).map(({ path }) => path)).toEqual(['trip/a.txt', 'trip/sub/b.txt']);
    const tree = entry('trip', [
      entry('a.txt'),
      entry('.git', [entry('config')]),
      entry('sub', [entry('b.txt'), entry('desktop.ini')]),
    ]);
    expect((await fromDrop(drop(tree))).map(({ path }) => path)).toEqual(['trip/a.txt', 'trip/sub/b.txt']);
  });

  it('is everything that was named itself', async () => {
    expect(fromList([new File(['x'], '.profile')])).toHaveLength(1);
    expect(await fromDrop(drop(entry('.profile'), entry('.config', [entry('a')])))).toHaveLength(2);
  });
});
