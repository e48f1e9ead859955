import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { runningOptions } from '@/api/activity';
import { assetOptions, assetsInStateOptions } from '@/api/assets';
import { readinessOptions } from '@/api/instance';
import { saidOf } from '@/api/problem';
import type { Asset, AssetPage } from '@/api/types';
import { KindIcon } from '@/components/assets/kind';
import { Picture } from '@/components/assets/Picture';
import { StageList } from '@/components/assets/StageList';
import { nowLine } from '@/components/assets/steps';
import { canRetry, isLocked, Unlock } from '@/components/assets/Unlock';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { EmptyState, ErrorState, Notice, Opening } from '@/components/ui/States';
import { formatAgo, formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';

const t = messages.activity;
const SHOWN = 25;
/** Should an event be lost, what is under way is looked at again after this time. */
const LOOK_AGAIN_MS = 5000;

/** What is being read now, what needs a person, and what has become ready lately. */
export function ActivityPage() {
  useTitle(t.title);
  const now = useQuery({ ...assetsInStateOptions('processing', SHOWN), refetchInterval: LOOK_AGAIN_MS });
  const atWork = useAtWork();
  const bad = useQuery(assetsInStateOptions('failed', SHOWN));
  const partial = useQuery(assetsInStateOptions('partial', SHOWN));
  const done = useQuery(assetsInStateOptions('ready', SHOWN));
  const failed = [now, bad, partial, done].filter((query) => query.error && !query.data);
  const ready = useQuery(readinessOptions);
  const { bulk } = useAssetActions();

  if (failed[0]) {
    const again = () => {
      for (const query of failed) void query.refetch();
    };
    return (
      <main className="page page--narrow" id="main">
        <ErrorState title={t.errorTitle} error={failed[0].error} onRetry={again} />
      </main>
    );
  }
  if (!now.data || !bad.data || !partial.data || !done.data) {
    return (
      <main className="page page--narrow" id="main">
        <h1 className="h1">{t.title}</h1>
        <Opening />
      </main>
    );
  }
  const needs = { items: [...bad.data.items, ...partial.data.items], total: bad.data.total + partial.data.total };
  const nothing = now.data.total + needs.total + done.data.total === 0;
  return (
    <main className="page page--narrow" id="main">
      <h1 className="h1">{t.title}</h1>
      <p className="muted" role="status">
        {now.data.total > 0 ? t.reading(now.data.total) : needs.total > 0 ? t.idleNeeds : t.idle}
      </p>
      {ready.data?.status === 'degraded' && <Notice tone="warn">{t.degraded}</Notice>}
      {nothing && <EmptyState title={t.nothing} text={t.nothingText} />}
      <Group id="now" title={t.now} page={atWorkFirst(now.data, atWork)} row={(asset) => <NowRow asset={asset} />} />
      <Group
        id="needs"
        title={messages.stages.failed}
        page={needs}
        row={(asset) => <NeedsRow asset={asset} />}
        action={
          bad.data.total > 1 && (
            <button
              className="btn"
              type="button"
              disabled={bulk.isPending}
              onClick={() =>
                bulk.mutate({ action: 'retry', selection: { filter: { status: 'failed' }, exceptIds: [] } })
              }
            >
              <RotateCcw className="i" aria-hidden />
              {t.retryAll}
            </button>
          )
        }
      />
      <Group id="done" title={t.done} page={done.data} row={(asset) => <DoneRow asset={asset} />} />
    </main>
  );
}

/** The files that workers are at right now, however long the list of those that wait. */
function useAtWork(): Asset[] {
  const { data: ids = [] } = useQuery({ ...runningOptions, refetchInterval: LOOK_AGAIN_MS });
  const found = useQueries({ queries: ids.slice(0, SHOWN).map((id) => assetOptions(id)) });
  return found.flatMap(({ data }) => (data?.status === 'processing' ? [data] : []));
}

function atWorkFirst({ items, total }: Pick<AssetPage, 'items' | 'total'>, atWork: readonly Asset[]) {
  const ids = new Set(atWork.map((asset) => asset.id));
  const others = items.filter((asset) => !ids.has(asset.id));
  return { items: [...atWork, ...others].slice(0, SHOWN), total: Math.max(total, atWork.length) };
}

function Group(props: {
  id: string;
  title: string;
  page: Pick<AssetPage, 'items' | 'total'>;
  row: (asset: Asset) => ReactNode;
  action?: ReactNode;
}) {
  const { id, title, page, row, action } = props;
  if (page.total === 0) return null;
  return (
    <section className="group" aria-labelledby={id}>
      <div className="bar">
        <h2 className="h2" id={id}>
          {title} <span className="faint group__count">{formatCount(page.total)}</span>
        </h2>
        {action}
      </div>
      <ul className="list">
        {page.items.map((asset) => (
          <li className="job" key={asset.id}>
            <span className="job__pic">
              {asset.thumbnail_url ? <Picture asset={asset} alt="" /> : <KindIcon kind={asset.kind} />}
            </span>
            {row(asset)}
          </li>
        ))}
      </ul>
      {page.total > page.items.length && (
        <p className="sm faint group__more">{messages.upload.more(page.total - page.items.length)}</p>
      )}
    </section>
  );
}

const Name = ({ asset }: { asset: Asset }) => (
  <p className="job__name clip">
    <Link to="/assets/$assetId" params={{ assetId: asset.id }} search={{}}>
      {asset.name}
    </Link>
  </p>
);

function NowRow({ asset }: { asset: Asset }) {
  const part = asset.stages.find((stage) => stage.status === 'running')?.progress;
  return (
    <>
      <div>
        <Name asset={asset} />
        <p className="job__say">{nowLine(asset)}</p>
      </div>
      <span />
      {part?.total ? (
        <progress
          className="progress"
          max={part.total}
          value={part.done}
          aria-label={messages.upload.progress(asset.name, Math.round((part.done / part.total) * 100))}
        />
      ) : (
        <StageList asset={asset} />
      )}
    </>
  );
}

function NeedsRow({ asset }: { asset: Asset }) {
  const { retry } = useAssetActions();
  return (
    <>
      <div>
        <Name asset={asset} />
        <p className={asset.status === 'failed' ? 'job__say bad' : 'job__say'}>
          {saidOf(asset.error) || (asset.status === 'failed' ? messages.errors.generic : messages.stages.partial)}
        </p>
        {isLocked(asset) && <Unlock asset={asset} />}
      </div>
      <div className="job__end">
        {canRetry(asset) && (
          <button className="btn" type="button" disabled={retry.isPending} onClick={() => retry.mutate(asset.id)}>
            <RotateCcw className="i" aria-hidden />
            {messages.library.retry}
            <span className="sr"> {asset.name}</span>
          </button>
        )}
      </div>
    </>
  );
}

function DoneRow({ asset }: { asset: Asset }) {
  const done = asset.stages.filter((stage) => stage.status === 'done').map((stage) => stage.stage);
  const words = Object.entries(messages.stages.done)
    .filter(([key]) => key !== 'ocr' && done.includes(key))
    .map(([, label]) => label);
  return (
    <>
      <div>
        <Name asset={asset} />
        <p className="job__say">{words.join(', ')}</p>
      </div>
      <div className="job__end">
        <Check className="i i--s faint" aria-hidden />
        <time className="sm faint" dateTime={asset.updated_at}>
          {formatAgo(asset.updated_at)}
        </time>
      </div>
    </>
  );
}
