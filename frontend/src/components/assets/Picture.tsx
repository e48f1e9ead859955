import { useEffect, useRef, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import { preload } from 'react-dom';
import type { Asset } from '@/api/types';
import { isPainted, whenPainted } from '@/lib/painted';
import { thumbhashUrl } from '@/lib/thumbhash';
import { KindIcon } from './kind';

/** Alternative text without a describer: the picture's summary where there is one, else its name. */
export const pictureAlt = (asset: Pick<Asset, 'name' | 'kind'> & { summary?: string | null }): string =>
  asset.kind === 'image' && asset.summary ? asset.summary : asset.name;

/** A file, or its tile, which knows the thumbnail alone. */
type Pictured = Pick<Asset, 'name' | 'kind' | 'thumbnail_url' | 'thumbhash' | 'width' | 'height'> &
  Partial<Pick<Asset, 'preview_url' | 'summary'>>;

/** Thumbnails are 320 pixels on their longer side, previews 1280. */
function sourcesOf({ thumbnail_url: small, preview_url: large, width, height }: Pictured, sizes?: string) {
  const shape = (width ?? 4) >= (height ?? 3) ? 1 : (width ?? 3) / (height ?? 4);
  const srcSet =
    sizes && small && large ? `${small} ${Math.round(320 * shape)}w, ${large} ${Math.round(1280 * shape)}w` : undefined;
  return { src: small, srcSet, sizes: srcSet && sizes };
}

const begun = new Set<string>();

/** Has pictures come while the page that shows them is still made. */
export function fetchPictures(assets: readonly Pictured[], sizes: string): void {
  for (const asset of assets) {
    const sources = sourcesOf(asset, sizes);
    if (!sources.src) continue;
    begun.add(sources.src);
    preload(sources.src, { as: 'image', imageSrcSet: sources.srcSet, imageSizes: sources.sizes });
  }
}

/** A file's picture, its blurred stand-in until it has come, or the sign of its kind. */
export function Picture({
  asset,
  large,
  sizes,
  alt,
}: {
  asset: Pictured;
  large?: boolean;
  sizes?: string;
  alt?: string;
}) {
  const [broken, setBroken] = useState(false);
  const image = useRef<HTMLImageElement>(null);
  const style = useStandIn(image, asset.thumbhash);
  const sources = sourcesOf(asset, sizes);
  const source = (large ? asset.preview_url : null) ?? sources.src;
  if (!source || broken) {
    return (
      <span className="nopic">
        <KindIcon kind={asset.kind} className="i i--l" />
      </span>
    );
  }
  return (
    <img
      ref={image}
      className={asset.kind === 'document' ? 'page-pic' : undefined}
      src={source}
      srcSet={sources.srcSet}
      sizes={sources.sizes}
      alt={alt ?? pictureAlt(asset)}
      width={asset.width ?? undefined}
      height={asset.height ?? undefined}
      loading={begun.has(source) ? 'eager' : 'lazy'}
      decoding="async"
      style={style}
      onError={() => setBroken(true)}
    />
  );
}

const STAND_IN_AFTER_MS = 150;

/** Behind the picture from the first moment on; where it is among the first that the page shows, only if it does not come soon: two dozen take a slow processor 50 ms. */
function useStandIn(
  image: RefObject<HTMLImageElement | null>,
  thumbhash: string | null | undefined,
): CSSProperties | undefined {
  const [first] = useState(!isPainted());
  useEffect(() => {
    if (!first) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      if (image.current && !image.current.complete) Object.assign(image.current.style, backgroundOf(thumbhash));
    };
    const forget = whenPainted(() => (timer = setTimeout(look, STAND_IN_AFTER_MS)));
    return () => {
      forget();
      clearTimeout(timer);
    };
  }, [first, image, thumbhash]);
  return first ? undefined : backgroundOf(thumbhash);
}

function backgroundOf(thumbhash: string | null | undefined): CSSProperties | undefined {
  const blurred = thumbhashUrl(thumbhash);
  return blurred ? { background: `center / cover no-repeat url(${blurred})` } : undefined;
}
