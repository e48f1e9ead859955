import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Folder, Sparkles } from 'lucide-react';
import { smartCoverOptions } from '@/api/collections';
import type { Collection } from '@/api/types';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { thumbhashUrl } from '@/lib/thumbhash';

const t = messages.organise;

/** A collection by its picture, its name and what it holds. */
export function CollectionCard({ collection }: { collection: Collection }) {
  const { count, children, is_smart: smart } = collection;
  const found = useQuery({ ...smartCoverOptions(collection.id), enabled: smart && !collection.cover });
  const cover = collection.cover ?? found.data;
  const blurred = thumbhashUrl(cover?.thumbhash);
  const holds = [
    smart ? t.smart : count === null ? '' : messages.files(count),
    children > 0 ? t.collections(formatCount(children), children) : '',
  ];
  const Icon = smart ? Sparkles : Folder;
  return (
    <li className="coll">
      <Link to="/collections/$collectionId" params={{ collectionId: collection.id }}>
        <span
          className="coll__pic"
          style={blurred ? { background: `center / cover no-repeat url(${blurred})` } : undefined}
        >
          {cover?.thumbnail_url ? (
            <img src={cover.thumbnail_url} alt="" loading="lazy" decoding="async" />
          ) : (
            <Icon className="i i--l" aria-hidden />
          )}
        </span>
        <span className="coll__name clip">{collection.name}</span>
        <span className="sm faint">{holds.filter(Boolean).join(' · ')}</span>
      </Link>
    </li>
  );
}
