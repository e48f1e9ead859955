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
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

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

  it('lets the pictures pass that are on their way', async () => {
    const { whenPainted } = await fresh();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const frame = async () => {
      for (const run of frames.splice(0)) run(0);
      await vi.advanceTimersByTimeAsync(1);
    };
    const image = document.body.appendChild(document.createElement('img'));
    Object.defineProperty(image, 'complete', { value: false });
    const made = vi.fn();
    whenPainted(made);
    await frame();
    await frame();
    expect(made).not.toHaveBeenCalled();
    image.dispatchEvent(new Event('load'));
    await frame();
    await frame();
    expect(made).toHaveBeenCalledOnce();
    image.remove();
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
