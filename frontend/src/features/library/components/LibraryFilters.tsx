import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowDownWideNarrow, LoaderCircle, Trash2, TriangleAlert } from 'lucide-react';
import { assetCountsOptions, countOf } from '@/api/assets';
import type { AssetFilter, AssetSort } from '@/api/assets';
import type { AssetKind, AssetStatus } from '@/api/types';
import { KIND_ICONS, KINDS } from '@/components/assets/kind';
import { Menu, MenuChoice } from '@/components/ui/Menu';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';

const SORTS: readonly AssetSort[] = ['-happened_at', '-created_at', 'name', '-size'];

export function LibraryFilters({ filter }: { filter: AssetFilter }) {
  const navigate = useNavigate({ from: '/library' });
  const go = (next: AssetFilter) => void navigate({ search: next });
  const sort = filter.sort ?? '-happened_at';
  const all = useQuery({ ...assetCountsOptions, select: countOf({}) }).data;
  return (
    <div className="bar bar--scroll library__bar">
      <div className="chips" role="group" aria-label={messages.kinds.group}>
        <button
          className="chip"
          type="button"
          aria-pressed={!filter.kind && !filter.status}
          onClick={() => go({ sort: filter.sort })}
        >
          {messages.kinds.all}
          {all !== undefined && <span className="num">{formatCount(all)}</span>}
        </button>
        {KINDS.map((kind) => (
          <KindChip
            key={kind}
            kind={kind}
            pressed={filter.kind === kind}
            onPress={() => go({ kind, sort: filter.sort })}
          />
        ))}
        <StatusChip
          status="processing"
          pressed={filter.status === 'processing'}
          onPress={() => go({ status: 'processing', sort: filter.sort })}
        />
        <StatusChip
          status="failed"
          pressed={filter.status === 'failed'}
          onPress={() => go({ status: 'failed', sort: filter.sort })}
        />
      </div>
      <div className="chips">
        <Link
          className="chip chip--bare"
          to="/library"
          search={{ trashed: true }}
          aria-label={messages.library.trash}
          title={messages.library.trash}
        >
          <Trash2 className="i" aria-hidden />
          <span className="wide">{messages.library.trash}</span>
        </Link>
        <Menu
          trigger={
            <button
              className="chip chip--bare"
              type="button"
              aria-label={messages.search.sortLabel(messages.library.sort[sort])}
            >
              <ArrowDownWideNarrow className="i" aria-hidden />
              <span className="wide">{messages.library.sort[sort]}</span>
            </button>
          }
        >
          <MenuChoice<AssetSort>
            value={sort}
            options={SORTS.map((each) => [each, messages.library.sort[each]] as const)}
            onChange={(next) => go({ ...filter, sort: next === '-happened_at' ? undefined : next })}
          />
        </Menu>
      </div>
    </div>
  );
}

function KindChip({ kind, pressed, onPress }: { kind: AssetKind; pressed: boolean; onPress: () => void }) {
  const { data: count } = useQuery({ ...assetCountsOptions, select: countOf({ kind }) });
  const Icon = KIND_ICONS[kind];
  if (kind === 'other' && !count && !pressed) return null;
  return (
    <button className="chip" type="button" aria-pressed={pressed} disabled={count === 0 && !pressed} onClick={onPress}>
      <Icon className="i" aria-hidden />
      {messages.kinds[kind]}
      {count !== undefined && <span className="num">{formatCount(count)}</span>}
    </button>
  );
}

/** Only there while there are such files. */
function StatusChip({
  status,
  pressed,
  onPress,
}: {
  status: AssetStatus & ('processing' | 'failed');
  pressed: boolean;
  onPress: () => void;
}) {
  const { data: count = 0 } = useQuery({ ...assetCountsOptions, select: countOf({ status }) });
  if (count === 0 && !pressed) return null;
  return (
    <button className="chip" type="button" aria-pressed={pressed} onClick={onPress}>
      {status === 'failed' ? <TriangleAlert className="i" aria-hidden /> : <LoaderCircle className="i" aria-hidden />}
      {messages.stages[status]}
      <span className="num">{formatCount(count)}</span>
    </button>
  );
}
