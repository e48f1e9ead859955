import { Copy } from 'lucide-react';
import { useState } from 'react';
import { messages } from '@/lib/messages';

const t = messages.settings;

/** A secret that is shown this once, to be copied. */
export function ShownOnce({ lead, secret }: { lead: string; secret: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const label = state === 'copied' ? t.copied : state === 'failed' ? t.copyFailed : t.copy;
  return (
    <div className="row">
      <div className="notice notice--key" role="status">
        <Copy className="i" aria-hidden />
        <p>
          <b>{lead}</b> <code>{secret}</code>
        </p>
        <button
          className="btn"
          type="button"
          onClick={() => {
            // Absent on plain http on another machine.
            if (!('clipboard' in navigator)) return setState('failed');
            navigator.clipboard.writeText(secret).then(
              () => setState('copied'),
              () => setState('failed'),
            );
          }}
        >
          {label}
        </button>
      </div>
    </div>
  );
}
