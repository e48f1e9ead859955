import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { contentsOptions } from '@/api/assets';
import type { Asset } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { messages } from '@/lib/messages';

const t = messages.viewer;

/** What came inside this file, and what this file came in. */
export function Contents({ asset }: { asset: Asset }) {
  const { data } = useQuery(contentsOptions(asset.id));
  if (!data || (data.items.length === 0 && data.contained_in.length === 0)) return null;
  return (
    <>
      {data.contained_in.length > 0 && (
        <section>
          <h2>{t.cameIn}</h2>
          <ul className="inside">
            {data.contained_in.map((container) => (
              <li key={container.id}>
                <Link className="link" to="/assets/$assetId" params={{ assetId: container.id }} search={{}}>
                  {container.title ?? container.name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {data.items.length > 0 && (
        <section>
          <h2>{t.inside}</h2>
          <ul className="inside">
            {data.items.map(({ asset: inner, path }) => (
              <li key={inner.id}>
                <KindIcon kind={inner.kind} className="i i--s" />
                <Link className="link" to="/assets/$assetId" params={{ assetId: inner.id }} search={{}}>
                  {path || inner.name}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
