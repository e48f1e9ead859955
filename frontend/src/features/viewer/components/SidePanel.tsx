import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Sparkles, X } from 'lucide-react';
import { segmentsOptions } from '@/api/assets';
import type { Asset, AssetFile, Moment } from '@/api/types';
import { isPdf } from '@/components/assets/kind';
import { pageUnit } from '@/components/assets/pageUnit';
import { StageList } from '@/components/assets/StageList';
import { Marked } from '@/components/ui/Marked';
import { excerpt } from '@/lib/codePoints';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePainted } from '@/lib/painted';
import { Chapters } from '../media/Chapters';
import { SideTranscript } from '../media/Transcript';
import { Belongs } from './Belongs';
import { Facts } from './Facts';
import { Contents } from './Contents';
import { Copies, MoreLikeThis } from './Related';

const t = messages.viewer;

interface Props {
  asset: AssetFile;
  moments: Moment[];
  segment: string | undefined;
  onMoment: (moment: Moment) => void;
  onClose: (() => void) | undefined;
}

/** Why, what about, what it says of itself, and what was done with it. */
export function SidePanel(props: Props) {
  const { onClose } = props;
  const painted = usePainted();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <aside className="side" aria-label={t.details} tabIndex={0}>
      {onClose && (
        <button className="ib side__close" type="button" aria-label={messages.toast.dismiss} onClick={onClose}>
          <X className="i" aria-hidden />
        </button>
      )}
      {painted && <Sections {...props} />}
    </aside>
  );
}

function Sections({ asset, moments, segment, onMoment }: Omit<Props, 'onClose'>) {
  return (
    <>
      <Chapters asset={asset} />
      {asset.kind === 'video' && <SideTranscript asset={asset} moments={moments} />}
      {moments.length > 0 && <Why asset={asset} moments={moments} segment={segment} onMoment={onMoment} />}
      {asset.summary && (
        <section>
          <h2>{t.summary}</h2>
          <p className="side__text">{asset.summary}</p>
        </section>
      )}
      {asset.kind === 'image' && <TextInPicture asset={asset} />}
      <section>
        <h2>{t.details}</h2>
        <Facts asset={asset} />
      </section>
      {asset.keywords.length > 0 && (
        <section>
          <h2>{t.keywords}</h2>
          <div className="tags">
            {asset.keywords.map((word) => (
              <Link key={word} className="chip" to="/" search={{ q: word }}>
                {word}
              </Link>
            ))}
          </div>
        </section>
      )}
      <Belongs asset={asset} />
      <Contents asset={asset} />
      <Copies asset={asset} />
      <MoreLikeThis asset={asset} />
      {asset.stages.length > 0 && asset.status !== 'ready' && (
        <section>
          <h2>{t.steps}</h2>
          <StageList asset={asset} />
        </section>
      )}
    </>
  );
}

function placeLabel(asset: Asset, { locator, heading, source }: Moment): string {
  if (typeof locator.start_ms === 'number') {
    const at = formatTimecode(locator.start_ms);
    return source === 'scene' || source === 'ocr' ? messages.search.why.seenAt(at) : messages.search.why.said(at, null);
  }
  if (source === 'picture') return messages.search.why.seen;
  if (asset.kind === 'image') return t.writtenInPicture;
  if (typeof locator.page === 'number') {
    const unit = pageUnit(asset);
    if (isPdf(asset) || unit !== 'page')
      return [t.page(locator.page, unit), unit === 'page' ? '' : heading].filter(Boolean).join(' · ');
  }
  return heading ?? messages.search.why.text;
}

/** Pages and times both run forward. */
const placeOf = ({ locator }: Moment): number => locator.start_ms ?? locator.page ?? 0;

function Why({
  asset,
  moments,
  segment,
  onMoment,
}: {
  asset: Asset;
  moments: Moment[];
  segment: string | undefined;
  onMoment: (moment: Moment) => void;
}) {
  const inOrder = [...moments].sort((a, b) => placeOf(a) - placeOf(b));
  return (
    <section>
      <h2>
        {t.inKind[asset.kind]} <span>{t.places(moments.length)}</span>
      </h2>
      <div className="hitlist">
        {inOrder.map((moment) => {
          const said = excerpt(moment.text, moment.highlights, 150);
          const place = placeLabel(asset, moment);
          return (
            <div key={moment.segment_id} className="hitlist__one">
              <button
                type="button"
                aria-current={moment.segment_id === segment ? 'true' : undefined}
                onClick={() => onMoment(moment)}
              >
                <span>{place}</span>
                <span className="said">
                  <Marked text={said.text} ranges={said.highlights} />
                </span>
              </button>
              <Link
                className="ib ib--s"
                to="/"
                search={{ like: moment.segment_id }}
                aria-label={t.passagesLike(place)}
                title={t.passagesLikeThis}
              >
                <Sparkles className="i i--s" aria-hidden />
              </Link>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function TextInPicture({ asset }: { asset: Asset }) {
  const { data } = useInfiniteQuery({ ...segmentsOptions(asset.id), enabled: asset.status !== 'processing' });
  // What is said about a picture (its place, its date) was not read in it.
  const segments = (data?.pages.flatMap((page) => page.items) ?? []).filter(({ source }) => source !== 'picture');
  if (segments.length === 0) return null;
  return (
    <section>
      <h2>{t.textRead}</h2>
      <p className="said side__said">
        {segments.map((segment) => Array.from(segment.text).slice(segment.overlap).join('')).join('\n')}
      </p>
    </section>
  );
}
