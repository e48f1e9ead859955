import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Clock, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { recentAssetsOptions } from '@/api/assets';
import type { Asset } from '@/api/types';
import { AssetLink } from '@/components/assets/AssetLink';
import { KindIcon } from '@/components/assets/kind';
import { fetchPictures, Picture } from '@/components/assets/Picture';
import { useAddSample } from '@/components/organise/useAddSample';
import { Notice } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { usePainted } from '@/lib/painted';
import { useStore } from '@/lib/store';
import { recentSearches } from '@/lib/recentSearches';

/** The home before a question was asked. */
export function Resting({ box }: { box: ReactNode }) {
  const { data } = useQuery(recentAssetsOptions);
  const recent = useStore(recentSearches);
  const sample = useAddSample();
  const empty = data?.items.length === 0;
  const strip = stripOf(data?.items ?? []);
  const shown = usePainted() ? strip : strip.slice(0, seenOf(strip));
  return (
    <div className="rest">
      <div className="rest__top">
        <h1 className="rest__title">{empty ? messages.search.emptyTitle : messages.search.resting}</h1>
        {empty ? (
          <>
            <p className="muted rest__text">{messages.search.empty}</p>
            <div className="chips chips--center">
              <Link className="btn btn--main" to="/add">
                <Plus className="i" aria-hidden />
                {messages.nav.add}
              </Link>
              <button className="btn" type="button" disabled={sample.isPending} onClick={() => sample.mutate()}>
                {sample.isPending ? messages.account.sampleAdding : messages.account.sampleAdd}
              </button>
            </div>
            {sample.error && <Notice tone="bad">{sample.error.message || messages.errors.generic}</Notice>}
          </>
        ) : (
          box
        )}
        {!empty && recent.length > 0 && (
          <div className="chips chips--center" role="group" aria-label={messages.search.recentSearches}>
            {recent.slice(0, 3).map((q) => (
              <Link key={q} className="chip chip--bare chip--clip" to="/" search={{ q }}>
                <Clock className="i" aria-hidden />
                <span className="clip">{q}</span>
              </Link>
            ))}
          </div>
        )}
      </div>
      {data && shown.length > 0 && (
        <section aria-labelledby="recent">
          <div className="bar bar--under">
            <h2 className="h3" id="recent">
              {messages.search.recent}
            </h2>
            <Link className="sm muted" to="/library">
              {messages.search.allFiles(data.total)}
            </Link>
          </div>
          <ul className="strip">
            {shown.map((asset) => (
              <li key={asset.id}>
                <AssetLink asset={asset.id}>
                  <StripTile asset={asset} />
                </AssetLink>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Enough to fill the width of a strip. */
const ENOUGH_PICTURES = 6;

/** What can be shown as a picture comes first, where there is enough of it. */
function stripOf(items: readonly Asset[]): Asset[] {
  const good = items.filter((asset) => asset.status !== 'failed');
  const pictures = good.filter((asset) => asset.thumbnail_url);
  return pictures.length < ENOUGH_PICTURES ? good : [...pictures, ...good.filter((asset) => !asset.thumbnail_url)];
}

const SIZES = '16rem';
/** As `.strip` has them: how high tiles are on a phone and elsewhere, and how wide is a sheet whose size is not known. */
const HEIGHT = { phone: 96, else: 152 };
const SHEET = 1 / Math.SQRT2;

/** How many of them are on the screen; what lies beyond its edge is cut off. */
function seenOf(strip: readonly Asset[]): number {
  let room = window.innerWidth;
  const high = room > 720 ? HEIGHT.else : HEIGHT.phone;
  const beyond = strip.findIndex(({ width, height }) => {
    const isOut = room <= 0;
    room -= high * (width && height ? width / height : SHEET);
    return isOut;
  });
  return beyond < 0 ? strip.length : beyond;
}

/** Has the pictures that are on the screen come while the page is made. */
export function fetchStrip(items: readonly Asset[]): void {
  const strip = stripOf(items);
  fetchPictures(strip.slice(0, seenOf(strip)), SIZES);
}

function StripTile({ asset }: { asset: Asset }) {
  if (asset.thumbnail_url) return <Picture asset={asset} alt={asset.name} sizes={SIZES} />;
  return (
    <span className="strip__plain">
      <KindIcon kind={asset.kind} />
      <span className="sm">{asset.title ?? asset.name}</span>
    </span>
  );
}
