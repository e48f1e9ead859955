import { ArrowLeft, ChevronLeft, ChevronRight, Download, Ellipsis, PanelRight, RotateCcw, Trash2 } from 'lucide-react';
import { originalUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { pageUnit } from '@/components/assets/pageUnit';
import { formatName } from '@/components/assets/kind';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { Menu, MenuItem, MenuLink, MenuSeparator } from '@/components/ui/Menu';
import { formatLongDay, formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import type { Walk } from '../useWalk';

const t = messages.viewer;

interface Props {
  asset: Asset;
  q: string | undefined;
  walk: Walk;
  panelOpen: boolean;
  onTogglePanel: () => void;
  onWalk: (place: Walk['next']) => void;
  onLeave: () => void;
}

export function ViewerTop({ asset, q, walk, panelOpen, onTogglePanel, onWalk, onLeave }: Props) {
  const { trash, retry } = useAssetActions();
  const about = [
    formatName(asset),
    asset.page_count ? messages.pages(asset.page_count, pageUnit(asset)) : '',
    asset.duration_ms ? formatTimecode(asset.duration_ms) : '',
    formatLongDay(asset.happened_at),
  ];
  return (
    <header className="vw__top">
      <button className="ib" type="button" aria-label={t.back} onClick={onLeave}>
        <ArrowLeft className="i" aria-hidden />
      </button>
      <div className="vw__name">
        <h1 className="clip" title={asset.name}>
          {asset.name}
        </h1>
        <p className="clip">{about.filter(Boolean).join(' · ')}</p>
      </div>
      {(walk.previous ?? walk.next ?? (q && walk.at)) && <WalkBar q={q} walk={walk} onWalk={onWalk} />}
      <a
        className="ib wide"
        href={originalUrl(asset.id, true)}
        download={asset.name}
        aria-label={t.download}
        title={t.download}
      >
        <Download className="i" aria-hidden />
      </a>
      <button
        className="ib"
        type="button"
        aria-pressed={panelOpen}
        aria-label={t.details}
        title={t.details}
        onClick={onTogglePanel}
      >
        <PanelRight className="i" aria-hidden />
      </button>
      <Menu
        trigger={
          <button className="ib" type="button" aria-label={t.more}>
            <Ellipsis className="i" aria-hidden />
          </button>
        }
      >
        <MenuLink>
          <a href={originalUrl(asset.id, true)} download={asset.name}>
            <Download className="i i--s" aria-hidden />
            {t.download}
          </a>
        </MenuLink>
        {(asset.status === 'failed' || asset.status === 'partial') && (
          <MenuItem onSelect={() => retry.mutate(asset.id)}>
            <RotateCcw className="i i--s" aria-hidden />
            {messages.library.retry}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem
          danger
          onSelect={() => {
            trash([asset.id]);
            if (walk.next) onWalk(walk.next);
            else onLeave();
          }}
        >
          <Trash2 className="i i--s" aria-hidden />
          {t.toTrash}
        </MenuItem>
      </Menu>
    </header>
  );
}

function WalkBar({ q, walk, onWalk }: { q: string | undefined; walk: Walk; onWalk: (place: Walk['next']) => void }) {
  return (
    <nav className="hits" aria-label={q ? t.hitsLabel(q) : messages.library.title}>
      {q && walk.at !== null && (
        <span className="clip">
          <b>{t.hits(walk.at, walk.count)}</b>
          <span className="hits__q">{t.hitsFor(q)}</span>
        </span>
      )}
      <button
        className="ib"
        type="button"
        disabled={!walk.previous}
        aria-label={q ? t.previous : t.previousFile}
        onClick={() => onWalk(walk.previous)}
      >
        <ChevronLeft className="i i--s" aria-hidden />
      </button>
      <button
        className="ib"
        type="button"
        disabled={!walk.next}
        aria-label={q ? t.next : t.nextFile}
        onClick={() => onWalk(walk.next)}
      >
        <ChevronRight className="i i--s" aria-hidden />
      </button>
    </nav>
  );
}
