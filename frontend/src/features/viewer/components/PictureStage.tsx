import { useInfiniteQuery } from '@tanstack/react-query';
import { Minus, Plus, ScanText } from 'lucide-react';
import { useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import { originalUrl, segmentsOptions } from '@/api/assets';
import type { Asset, Moment } from '@/api/types';
import { boxStyle, marksOf } from '@/components/assets/marks';
import { pictureAlt } from '@/components/assets/Picture';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { thumbhashUrl } from '@/lib/thumbhash';
import { useZoom } from '../useZoom';

const t = messages.viewer;

/** Formats that every browser draws, so that the original can be shown when one looks closer. */
const DRAWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/bmp']);

export function PictureStage({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const [showText, setShowText] = useState(moments.length > 0);
  const [broken, setBroken] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const zoom = useZoom(frame);
  const { data } = useInfiniteQuery({ ...segmentsOptions(asset.id), enabled: asset.status !== 'processing' });
  const segments = data?.pages.flatMap((page) => page.items) ?? [];
  const marks =
    moments.length > 0
      ? moments.flatMap((moment) => marksOf(moment))
      : segments.flatMap((segment) => marksOf({ ...segment, highlights: [] }));
  const words = marks.some((mark) => mark.strength === 'passage')
    ? marks.filter((mark) => mark.strength === 'match')
    : marks;

  useShortcuts((event) => {
    if (event.key === '+' || event.key === '=') zoom.by(1.5);
    else if (event.key === '-') zoom.by(1 / 1.5);
    else if (event.key === '0') zoom.reset();
  });

  const drawn = DRAWN.has(asset.mime_type);
  const close = zoom.scale > 1.3 || !asset.preview_url;
  const source =
    close && drawn ? originalUrl(asset.id) : (asset.preview_url ?? asset.thumbnail_url ?? originalUrl(asset.id));
  const blurred = thumbhashUrl(asset.thumbhash);
  const ratio = asset.width && asset.height ? asset.width / asset.height : undefined;
  const style = {
    '--ar': ratio ?? 1.5,
    transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
    maxWidth: asset.width ? `max(16rem, min(100%, ${asset.width * 2}px))` : undefined,
  } as CSSProperties;

  if (broken) return <p className="opening">{t.imageError}</p>;
  return (
    <>
      <div ref={frame} className="canvas" data-zoomed={zoom.scale > 1} {...zoom.handlers}>
        <figure style={style}>
          <img
            src={source}
            alt={pictureAlt(asset)}
            draggable={false}
            onError={() => setBroken(true)}
            style={blurred && !close ? { background: `center / cover no-repeat url(${blurred})` } : undefined}
          />
          {showText &&
            words.map((mark, index) => <span key={index} className="spot spot--text" style={boxStyle(mark.box)} />)}
        </figure>
      </div>
      <div className="dock" role="group" aria-label={t.zoom}>
        <button className="ib" type="button" aria-label={t.zoomOut} onClick={() => zoom.by(1 / 1.5)}>
          <Minus className="i" aria-hidden />
        </button>
        <button className="dock__value num" type="button" onClick={zoom.reset}>
          {zoom.scale === 1 ? t.fit : `${Math.round(zoom.scale * 100)} %`}
        </button>
        <button className="ib" type="button" aria-label={t.zoomIn} onClick={() => zoom.by(1.5)}>
          <Plus className="i" aria-hidden />
        </button>
        {words.length > 0 && (
          <button
            className="ib"
            type="button"
            aria-pressed={showText}
            aria-label={moments.length > 0 ? t.showMatch : t.showText}
            title={moments.length > 0 ? t.showMatch : t.showText}
            onClick={() => setShowText((before) => !before)}
          >
            <ScanText className="i" aria-hidden />
          </button>
        )}
      </div>
    </>
  );
}
