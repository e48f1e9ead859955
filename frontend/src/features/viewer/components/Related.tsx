import { useQuery } from '@tanstack/react-query';
import { similarOptions } from '@/api/search';
import type { Asset, SimilarAsset } from '@/api/types';
import { AssetLink } from '@/components/assets/AssetLink';
import { KindIcon } from '@/components/assets/kind';
import { Picture } from '@/components/assets/Picture';
import { formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';

const t = messages.viewer;

/** Files like this one: pictures and videos by what they show, everything else by what it says. */
export function MoreLikeThis({ asset }: { asset: Asset }) {
  const read = asset.status !== 'processing';
  const seen = asset.kind === 'image' || asset.kind === 'video';
  const pictures = useQuery({ ...similarOptions(asset.id, 'picture'), enabled: seen && read });
  const none = seen && (pictures.isError || pictures.data?.items.length === 0);
  const texts = useQuery({ ...similarOptions(asset.id, 'text'), enabled: read && (!seen || none) });
  const items = (seen && !none ? pictures : texts).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{t.moreLikeThis}</h2>
      <ul className="alike">
        {items.map((similar) => (
          <li key={similar.asset.id}>
            <Tile similar={similar} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same picture again: byte for byte, in another size or format, or cropped and touched up. */
export function Copies({ asset }: { asset: Asset }) {
  const { data } = useQuery({
    ...similarOptions(asset.id, 'duplicate'),
    enabled: asset.kind === 'image' && asset.status !== 'processing',
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section>
      <h2>{t.copies}</h2>
      <ul className="copies">
        {data.items.map((similar) => (
          <li key={similar.asset.id}>
            <Tile similar={similar} />
            <p className="sm">
              <span className="clip">{similar.asset.name}</span>
              <span className="muted">
                {[similar.tier ? t.tiers[similar.tier] : '', formatSize(similar.asset.size)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tile({ similar: { asset, segment_id: segment } }: { similar: SimilarAsset }) {
  return (
    <AssetLink asset={asset.id} search={{ segment: segment ?? undefined }} title={asset.name}>
      {asset.thumbnail_url ? (
        <Picture asset={asset} alt={asset.name} sizes="7rem" />
      ) : (
        <span className="alike__plain">
          <KindIcon kind={asset.kind} />
          <span className="xs">{asset.title ?? asset.name}</span>
        </span>
      )}
    </AssetLink>
  );
}
