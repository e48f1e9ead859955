import * as Context from '@radix-ui/react-context-menu';
import { useNavigate } from '@tanstack/react-router';
import { Download, RotateCcw, SquareArrowOutUpRight, SquareCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { originalUrl } from '@/api/assets';
import type { AssetFilter } from '@/api/assets';
import type { GridItem } from '@/api/types';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { messages } from '@/lib/messages';
import type { Selection } from '../selection';

const t = messages.library;

interface Props {
  filter: AssetFilter;
  selection: Selection;
  items: readonly GridItem[];
  onDelete: (ids: readonly string[]) => void;
  children: ReactNode;
}

/** One menu for all tiles: the right button, a long touch, or the menu key. */
export function TileMenu({ filter, selection, items, onDelete, children }: Props) {
  const navigate = useNavigate();
  const { bulk } = useAssetActions();
  const [target, setTarget] = useState<GridItem | null>(null);
  const open = (item: GridItem) =>
    void navigate({ to: '/assets/$assetId', params: { assetId: item.id }, search: { from: 'library', ...filter } });
  return (
    <Context.Root modal={false}>
      <Context.Trigger
        asChild
        onContextMenu={(event) => {
          const tile = event.target instanceof Element ? event.target.closest('[data-asset]') : null;
          const found = items.find((item) => item.id === tile?.getAttribute('data-asset'));
          setTarget(found ?? null);
          // Between tiles the browser's own menu comes.
          if (!found) event.stopPropagation();
        }}
      >
        {children}
      </Context.Trigger>
      <Context.Portal>
        {target && (
          <Context.Content className="menu" collisionPadding={8}>
            <Item icon={<SquareArrowOutUpRight className="i i--s" aria-hidden />} onSelect={() => open(target)}>
              {messages.upload.open}
            </Item>
            <Item
              icon={<SquareCheck className="i i--s" aria-hidden />}
              onSelect={() => selection.toggle(target.id, null)}
            >
              {selection.has(target.id) ? t.unselect : t.selectOne}
            </Item>
            <Context.Item className="menu__item" asChild>
              <a href={originalUrl(target.id, true)} download={target.name}>
                <Download className="i i--s" aria-hidden />
                {messages.viewer.download}
              </a>
            </Context.Item>
            <Context.Separator className="menu__line" />
            {filter.trashed && (
              <Item
                icon={<RotateCcw className="i i--s" aria-hidden />}
                onSelect={() => bulk.mutate({ action: 'restore', selection: { ids: [target.id] } })}
              >
                {t.restore}
              </Item>
            )}
            <Item danger icon={<Trash2 className="i i--s" aria-hidden />} onSelect={() => onDelete([target.id])}>
              {filter.trashed ? t.deleteForGood : t.moveToTrash}
            </Item>
          </Context.Content>
        )}
      </Context.Portal>
    </Context.Root>
  );
}

function Item(props: { icon: ReactNode; danger?: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <Context.Item className={`menu__item${props.danger ? ' menu__item--danger' : ''}`} onSelect={props.onSelect}>
      {props.icon}
      {props.children}
    </Context.Item>
  );
}
