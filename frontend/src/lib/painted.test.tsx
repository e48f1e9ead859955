import { render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** As on a page that has only just been opened. */
const fresh = async () => {
  vi.resetModules();
  return import('./painted');
};

describe('what waits for the first paint', () => {
  let frames: FrameRequestCallback[] = [];
  beforeEach(() => {
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => frames.push(run));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is made after a frame, and at once on later pages', async () => {
    const { usePainted } = await fresh();
    const Page = ({ name }: { name: string }) => <p>{usePainted() ? `${name}, whole` : `${name}, what is seen`}</p>;
    const { unmount } = render(<Page name="first" />);
    expect(screen.getByText('first, what is seen')).toBeInTheDocument();
    for (const run of frames) run(0);
    expect(await screen.findByText('first, whole')).toBeInTheDocument();
    unmount();
    render(<Page name="second" />);
    expect(screen.getByText('second, whole')).toBeInTheDocument();
  });

  it('is made without a frame where nobody sees the page, and not at all once it is not needed', async () => {
    const { whenPainted } = await fresh();
    const [kept, left] = [vi.fn(), vi.fn()];
    whenPainted(kept);
    whenPainted(left)();
    await waitFor(() => expect(kept).toHaveBeenCalledOnce());
    expect(left).not.toHaveBeenCalled();
  });
});
