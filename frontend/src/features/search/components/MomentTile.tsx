import { Link } from '@tanstack/react-router';
import { Ear, Eye, Images, Play, Tag, Type } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { SearchTerms } from '@/api/search';
import type { Asset, Hit, Moment } from '@/api/types';
import { isPdf, KindIcon } from '@/components/assets/kind';
import { marksOf } from '@/components/assets/marks';
import { PageSheet } from '@/components/assets/PageSheet';
import { pageUnit } from '@/components/assets/pageUnit';
import { Picture } from '@/components/assets/Picture';
import { returnFocus } from '@/components/assets/returnFocus';
import { sceneAt, SceneFrame, scenesOf } from '@/components/assets/SceneFrame';
import { Waveform } from '@/components/assets/Waveform';
import { Marked } from '@/components/ui/Marked';
import { excerpt } from '@/lib/codePoints';
import { formatDay, formatLength, formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import { PlayHere } from './PlayHere';

/** One file found: its best moment as a picture, why it matched, and the way to that place. */
export function MomentTile({
  hit,
  terms,
  weak,
  why,
}: {
  hit: Hit;
  terms: SearchTerms;
  weak: boolean;
  why?: string | undefined;
}) {
  const { asset } = hit;
  const best = hit.moments[0];
  return (
    <li className="moment" style={{ '--ar': shapeOf(asset, best) } as CSSProperties} data-asset={asset.id}>
      <Media asset={asset} moments={hit.moments} />
      <div className="moment__cap">
        <p className="moment__title clip">
          <Link
            ref={returnFocus(asset.id)}
            to="/assets/$assetId"
            params={{ assetId: asset.id }}
            search={{
              page: best?.locator.page ?? undefined,
              segment: best?.segment_id,
              ...terms,
              q: terms.q || undefined,
            }}
          >
            {asset.name}
          </Link>
        </p>
        <time className="moment__date" dateTime={asset.happened_at}>
          {formatDay(asset.happened_at)}
        </time>
        {why && (
          <p className="why">
            <Images className="i" aria-hidden />
            {why}
          </p>
        )}
        {!weak && <Why asset={asset} moments={hit.moments} />}
      </div>
    </li>
  );
}

const DOCUMENT_SHAPE = 1.62;
const TEXT_SHAPE = 1.75;

/** Width / height of the tile. Pictures keep their own shape within bounds that a row can bear. */
function shapeOf(asset: Asset, best: Moment | undefined): number {
  if (asset.kind === 'image' && asset.width && asset.height) {
    return Math.min(2.4, Math.max(0.66, Number((asset.width / asset.height).toFixed(3))));
  }
  if (asset.kind === 'video' && asset.width && asset.height)
    return Math.min(2.2, Math.max(1.2, asset.width / asset.height));
  if (asset.kind === 'document' && (isPdf(asset) || (!best && asset.thumbnail_url))) return DOCUMENT_SHAPE;
  return TEXT_SHAPE;
}

function Media({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const best = moments[0];
  if (asset.kind === 'image' && asset.thumbnail_url) {
    return (
      <div className="moment__media">
        <Picture asset={asset} large sizes="(max-width: 720px) 100vw, 34rem" />
      </div>
    );
  }
  if (asset.kind === 'video' && (asset.sprite_url || asset.thumbnail_url))
    return <VideoMedia asset={asset} moments={moments} />;
  const said = best ? excerpt(best.text, best.highlights, 320) : { text: asset.summary ?? '', highlights: [] };
  const page = best?.locator.page ?? 1;
  if (asset.kind === 'document' && isPdf(asset) && (asset.page_count ?? 0) > 0) {
    return (
      <div className="moment__media">
        <div className="tile-doc">
          <PageSheet asset={asset} page={page} marks={marksOf(best)} sizes="12rem" />
          <p className="said">
            <Marked text={said.text} ranges={said.highlights} />
          </p>
        </div>
        <PageLine asset={asset} moments={moments} />
      </div>
    );
  }
  if (asset.kind === 'audio' && asset.waveform_url) {
    return (
      <div className="moment__media">
        <div className="tile-audio">
          <div className="tile-audio__row">
            <PlayHere asset={asset} from={timesOf(moments)[0]?.start ?? 0} />
            <Waveform asset={asset} bars={96} hits={timesOf(moments)} />
          </div>
          {said.text && (
            <p className="said">
              <Marked text={said.text} ranges={said.highlights} />
            </p>
          )}
        </div>
      </div>
    );
  }
  if (said.text) {
    return (
      <div className="moment__media paper">
        <div className="tile-text">
          {(best?.heading ?? asset.title) && <small className="clip">{best?.heading ?? asset.title}</small>}
          <p className="said">
            <Marked text={said.text} ranges={said.highlights} />
          </p>
        </div>
      </div>
    );
  }
  if (asset.thumbnail_url) {
    return (
      <div className="moment__media">
        <Picture asset={asset} large sizes="34rem" />
      </div>
    );
  }
  return (
    <div className="moment__media">
      <span className="nopic">
        <KindIcon kind={asset.kind} className="i i--l" />
      </span>
    </div>
  );
}

const timesOf = (moments: readonly Moment[]) =>
  moments.flatMap(({ locator: { start_ms: start, end_ms: end } }) =>
    typeof start === 'number' ? [{ start, end: end ?? start }] : [],
  );

/** The frame of the best moment, its time, and the whole video as a line. */
function VideoMedia({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const scenes = scenesOf(asset);
  const times = timesOf(moments);
  const best = times[0]?.start;
  const duration = asset.duration_ms ?? 0;
  return (
    <div className="moment__media">
      {best === undefined ? (
        <Picture asset={asset} large sizes="34rem" />
      ) : (
        <SceneFrame asset={asset} index={sceneAt(scenes, best)} count={scenes.length} alt={asset.name} />
      )}
      <span className="fade" aria-hidden="true" />
      <span className="stamp" aria-hidden="true">
        <Play className="i" />
        {best === undefined ? formatLength(duration) : formatTimecode(best)}
      </span>
      {duration > 0 && times.length > 0 && (
        <span className="line line--over" role="img" aria-label={messages.search.lineLabel(times.length)}>
          {times.map(({ start, end }) => (
            <i
              key={start}
              className={start === best ? 'here' : undefined}
              style={{
                left: `${((start + end) / 2 / duration) * 100}%`,
                width: `${((end - start) / duration) * 100}%`,
              }}
            />
          ))}
        </span>
      )}
    </div>
  );
}

/** The whole file as a line, blue at the pages where it matched. */
function PageLine({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const total = asset.page_count ?? 0;
  const pages = [...new Set(moments.flatMap((moment) => moment.locator.page ?? []))];
  if (total < 2 || pages.length === 0) return null;
  return (
    <span className="line" role="img" aria-label={messages.search.lineLabel(pages.length)}>
      {pages.map((page) => (
        <i
          key={page}
          className={page === moments[0]?.locator.page ? 'here' : undefined}
          style={{ left: `${((page - 0.5) / total) * 100}%` }}
        />
      ))}
    </span>
  );
}

function Why({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const [best, ...others] = moments;
  if (!best) {
    return (
      <p className="why">
        <Tag className="i" aria-hidden />
        <span className="clip">{messages.search.why.named}</span>
      </p>
    );
  }
  const more = others.length > 0 && <span className="faint"> {messages.search.why.morePages(others.length)}</span>;
  if (typeof best.locator.start_ms === 'number') {
    const of = asset.duration_ms ? formatLength(asset.duration_ms) : null;
    const seen = best.source === 'scene' || best.source === 'ocr';
    const at = formatTimecode(best.locator.start_ms);
    const Icon = seen ? Eye : Ear;
    return (
      <p className="why">
        <Icon className="i" aria-hidden />
        <span className="clip">
          {seen ? messages.search.why.seenAt(at) : messages.search.why.said(at, of)}
          {more}
        </span>
      </p>
    );
  }
  if (asset.kind === 'image') {
    const said = excerpt(best.text, best.highlights, 90);
    const seen = best.source === 'picture';
    const Icon = seen ? Eye : Type;
    return (
      <p className="why">
        <Icon className="i" aria-hidden />
        <span className="clip">
          {seen ? messages.search.why.seen : messages.search.why.picture}:{' '}
          <span className="said">
            <Marked text={said.text} ranges={said.highlights} />
          </span>
        </span>
      </p>
    );
  }
  return (
    <p className="why">
      <Type className="i" aria-hidden />
      <span className="clip">
        {best.locator.page && (isPdf(asset) || pageUnit(asset) !== 'page')
          ? messages.search.why.page(best.locator.page, asset.page_count, pageUnit(asset))
          : messages.search.why.text}
        {more}
      </span>
    </p>
  );
}
