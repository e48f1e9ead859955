import { thumbHashToDataURL } from 'thumbhash';

const urls = new Map<string, string | null>();

/** A blurred stand-in for a picture that is on its way, as a data URL; null where the hash is absent or broken. */
export function thumbhashUrl(base64: string | null | undefined): string | null {
  if (!base64) return null;
  const known = urls.get(base64);
  if (known !== undefined) return known;
  let url: string | null = null;
  try {
    url = thumbHashToDataURL(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    url = null;
  }
  if (urls.size > 2000) urls.clear();
  urls.set(base64, url);
  return url;
}
