import { X } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '@/components/ui/Dialog';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';

const t = messages.shortcuts;

/** Every key that does something, where it does it. */
const GROUPS: readonly (readonly [title: string, keys: readonly (readonly [keys: string, does: string])[]])[] = [
  [
    t.anywhere,
    [
      ['/', t.search],
      ['?', t.sheet],
      ['Esc', t.leave],
    ],
  ],
  [
    messages.library.title,
    [
      ['← → ↑ ↓', t.move],
      ['Enter', t.open],
      [t.space, t.select],
      ['Shift + Enter', t.selectMore],
      ['T', t.tag],
      ['C', t.collect],
      ['Delete', t.trash],
    ],
  ],
  [
    t.viewer,
    [
      ['← →', t.walk],
      ['P N', t.walkAlways],
      ['+ − 0', t.zoom],
    ],
  ],
  [
    t.media,
    [
      [`${t.space} K`, t.play],
      ['← →', t.seek5],
      ['J L', t.seek10],
      ['M', t.mute],
      ['C', t.captions],
      ['F', t.fullScreen],
    ],
  ],
];

/** The sheet of shortcuts, opened by "?" on any page. */
export function ShortcutSheet() {
  const [open, setOpen] = useState(false);
  useShortcuts((event) => {
    if (event.key !== '?') return;
    event.preventDefault();
    setOpen(true);
  });
  const close = () => setOpen(false);
  return (
    <Dialog
      open={open}
      title={t.title}
      className="keysheet"
      onClose={close}
      corner={
        <button className="ib" type="button" aria-label={messages.toast.dismiss} onClick={close}>
          <X className="i" aria-hidden />
        </button>
      }
    >
      <div className="keysheet__groups">
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3 className="h3">{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
