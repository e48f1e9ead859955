import { FileText } from 'lucide-react';
import { useState } from 'react';
import { PAGE_WIDTHS, pageImageUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { messages } from '@/lib/messages';
import { boxStyle, markClass } from './marks';
import type { Mark } from './marks';

/** A page of a document as paper, with what matched marked on it. */
export function PageSheet({
  asset,
  page,
  marks,
  sizes,
  alt,
}: {
  asset: Asset;
  page: number;
  marks: readonly Mark[];
  sizes: string;
  alt?: string;
}) {
  const [ratio, setRatio] = useState<number | null>(null);
  const [broken, setBroken] = useState(false);
  const width = asset.width && asset.height ? asset.width / asset.height : 0.707;
  return (
    <div className="sheet" style={{ aspectRatio: ratio ?? width }}>
      {broken ? (
        <span className="nopic">
          <FileText className="i i--l" aria-hidden />
        </span>
      ) : (
        <img
          src={pageImageUrl(asset.id, page, 320)}
          srcSet={PAGE_WIDTHS.slice(0, 3)
            .map((each) => `${pageImageUrl(asset.id, page, each)} ${each}w`)
            .join(', ')}
          sizes={sizes}
          alt={alt ?? messages.search.pageAlt(page)}
          loading="lazy"
          decoding="async"
          onLoad={(event) => setRatio(event.currentTarget.naturalWidth / event.currentTarget.naturalHeight)}
          onError={() => setBroken(true)}
        />
      )}
      {!broken &&
        ratio !== null &&
        marks.map((mark, index) => <i key={index} className={markClass(mark)} style={boxStyle(mark.box)} />)}
    </div>
  );
}
