import { useState } from 'react';
import type { CSSProperties } from 'react';
import type { Asset } from '@/api/types';
import { thumbhashUrl } from '@/lib/thumbhash';
import { KindIcon } from './kind';

/** Alternative text without a describer: the picture's summary where there is one, else its name. */
export const pictureAlt = (asset: Pick<Asset, 'name' | 'kind'> & { summary?: string | null }): string =>
  asset.kind === 'image' && asset.summary ? asset.summary : asset.name;

/** A file, or its tile, which knows the thumbnail alone. */
type Pictured = Pick<Asset, 'name' | 'kind' | 'thumbnail_url' | 'thumbhash' | 'width' | 'height'> &
  Partial<Pick<Asset, 'preview_url' | 'summary'>>;

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
  const source = (large ? asset.preview_url : asset.thumbnail_url) ?? asset.thumbnail_url;
  if (!source || broken) {
    return (
      <span className="nopic">
        <KindIcon kind={asset.kind} className="i i--l" />
      </span>
    );
  }
  const blurred = thumbhashUrl(asset.thumbhash);
  const style: CSSProperties | undefined = blurred
    ? { background: `center / cover no-repeat url(${blurred})` }
    : undefined;
  // Thumbnails are 320 pixels on their longer side, previews 1280.
  const landscape = (asset.width ?? 4) >= (asset.height ?? 3);
  const shape = landscape ? 1 : (asset.width ?? 3) / (asset.height ?? 4);
  const sourceSet =
    asset.thumbnail_url && asset.preview_url
      ? `${asset.thumbnail_url} ${Math.round(320 * shape)}w, ${asset.preview_url} ${Math.round(1280 * shape)}w`
      : undefined;
  return (
    <img
      className={asset.kind === 'document' ? 'page-pic' : undefined}
      src={source}
      srcSet={sizes ? sourceSet : undefined}
      sizes={sizes}
      alt={alt ?? pictureAlt(asset)}
      width={asset.width ?? undefined}
      height={asset.height ?? undefined}
      loading="lazy"
      decoding="async"
      style={style}
      onError={() => setBroken(true)}
    />
  );
}
