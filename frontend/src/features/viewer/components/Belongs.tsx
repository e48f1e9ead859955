import { Link } from '@tanstack/react-router';
import { Folder, Tag } from 'lucide-react';
import type { AssetFile } from '@/api/types';
import { messages } from '@/lib/messages';

/** The collections and tags a person gave it. */
export function Belongs({ asset: { tags = [], collections = [] } }: { asset: AssetFile }) {
  if (tags.length + collections.length === 0) return null;
  return (
    <section>
      <h2>{messages.viewer.belongs}</h2>
      <div className="tags">
        {collections.map(({ id, name }) => (
          <Link key={id} className="chip" to="/collections/$collectionId" params={{ collectionId: id }}>
            <Folder className="i" aria-hidden />
            {name}
          </Link>
        ))}
        {tags.map(({ id, name }) => (
          <Link key={id} className="chip" to="/library" search={{ tag: name }}>
            <Tag className="i" aria-hidden />
            {name}
          </Link>
        ))}
      </div>
    </section>
  );
}
