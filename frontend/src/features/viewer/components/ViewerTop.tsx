import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  Download,
  Ellipsis,
  FolderPlus,
  PanelRight,
  Pencil,
  RotateCcw,
  Tag,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { originalUrl, renameAsset } from '@/api/assets';
import { patchAsset } from '@/api/events';
import type { Asset } from '@/api/types';
import { pageUnit } from '@/components/assets/pageUnit';
import { formatName } from '@/components/assets/kind';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { CollectDialog, TagDialog } from '@/components/organise/Organise';
import { Menu, MenuItem, MenuLink, MenuSeparator } from '@/components/ui/Menu';
import { NameDialog } from '@/components/ui/NameDialog';
import { formatLength, formatLongDay } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePainted } from '@/lib/painted';
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
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'name' | 'collection' | 'tag' | null>(null);
  const rename = useMutation({
    mutationFn: (name: string) => renameAsset(asset.id, name),
    onSuccess: (renamed) => {
      patchAsset(queryClient, renamed);
      setAsking(null);
    },
  });
  const dialog = { selection: () => ({ ids: [asset.id] }), onClose: () => setAsking(null) };
  const painted = usePainted();
  const about = [
    formatName(asset),
    asset.page_count ? messages.pages(asset.page_count, pageUnit(asset)) : '',
    asset.duration_ms ? formatLength(asset.duration_ms) : '',
    painted ? formatLongDay(asset.happened_at) : '',
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
        <MenuItem
          onSelect={() => {
            rename.reset();
            setAsking('name');
          }}
        >
          <Pencil className="i i--s" aria-hidden />
          {t.rename}
        </MenuItem>
        <MenuItem onSelect={() => setAsking('collection')}>
          <FolderPlus className="i i--s" aria-hidden />
          {messages.organise.collect}
        </MenuItem>
        <MenuItem onSelect={() => setAsking('tag')}>
          <Tag className="i i--s" aria-hidden />
          {messages.organise.tagThem}
        </MenuItem>
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
      <NameDialog
        open={asking === 'name'}
        title={t.rename}
        label={t.fileName}
        action={t.rename}
        name={asset.name}
        error={rename.error?.message}
        onSubmit={(name) => rename.mutate(name)}
        onClose={() => setAsking(null)}
      />
      <CollectDialog open={asking === 'collection'} {...dialog} />
      <TagDialog open={asking === 'tag'} {...dialog} />
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
