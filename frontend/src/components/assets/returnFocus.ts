/** Where the focus goes when a file is closed: to its tile, so that who uses the keyboard goes on from there. */
let closed: string | null = null;

export function noteClosed(assetId: string): void {
  closed = assetId;
}

/** For the `ref` of the link in a tile. */
export const returnFocus =
  (assetId: string) =>
  (link: HTMLAnchorElement | null): void => {
    if (!link || closed !== assetId) return;
    closed = null;
    // Not from somebody who has gone on to something else meanwhile.
    if (document.activeElement === document.body) link.focus({ preventScroll: true });
  };
