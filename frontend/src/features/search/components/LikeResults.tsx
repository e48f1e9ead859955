import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ImageUp, Sparkles, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { pictureSearchOptions } from '@/api/search';
import type { SimilarAsset } from '@/api/types';
import { EmptyState, ErrorState, Later, Notice } from '@/components/ui/States';
import { findPicture } from '@/lib/askedPicture';
import { messages } from '@/lib/messages';
import { MomentTile } from './MomentTile';
import { Searching } from './Results';

const t = messages.search;

/** What was asked with, where it was not words; and the way back to words. */
export function AskedWith({ picture, children }: { picture?: string | null; children: ReactNode }) {
  return (
    <div className="asked">
      {picture ? (
        <img className="asked__pic" src={picture} alt="" />
      ) : picture === null ? (
        <ImageUp className="i" aria-hidden />
      ) : (
        <Sparkles className="i" aria-hidden />
      )}
      <div>{children}</div>
      <Link className="ib ib--s" to="/" search={{}} aria-label={t.likeRemove} title={t.likeRemove}>
        <X className="i" aria-hidden />
      </Link>
    </div>
  );
}

/** Files like a picture that was dropped, pasted or chosen: copies of it, pictures of the same, or files with the words in it. */
export function PictureResults({ id }: { id: string }) {
  const picture = findPicture(id);
  const { data, error, refetch } = useQuery(pictureSearchOptions(id, picture?.blob));
  if (!picture) {
    return (
      <>
        <h1 className="sr">{t.likePicture}</h1>
        <EmptyState title={t.pictureGone} text={t.pictureGoneText} />
      </>
    );
  }
  return (
    <>
      <AskedWith picture={picture.url}>
        <h1 className="h3">{t.likePicture}</h1>
        {data?.words && <p className="sm muted">{t.likeWords(data.words)}</p>}
      </AskedWith>
      {data?.hints.map((hint) => (
        <Notice key={hint.code}>{messages.problems.hint(hint.code, hint.text, hint.detail)}</Notice>
      ))}
      {error && !data ? (
        <ErrorState title={t.errorTitle} error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Later>
          <Searching />
        </Later>
      ) : data.items.length === 0 ? (
        <EmptyState title={t.noneLikePicture} text="" />
      ) : (
        <>
          <p className="h3 hunt__count" role="status">
            {t.found(data.items.length)}
          </p>
          <ol className="moments" aria-label={t.likePicture}>
            {data.items.map((item) => (
              <MomentTile key={item.asset.id} hit={hitOf(item)} terms={{ q: '' }} weak why={whyOf(item)} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

const hitOf = ({ asset, score, strength }: SimilarAsset) => ({ asset, score, strength, moments: [] });

const whyOf = ({ tier }: SimilarAsset): string | undefined => (tier ? messages.viewer.tiers[tier] : undefined);
