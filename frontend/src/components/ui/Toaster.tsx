import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { messages } from '@/lib/messages';
import { useStore } from '@/lib/store';
import { dismissToast, toastStore } from '@/lib/toasts';
import type { Toast } from '@/lib/toasts';

const SHOWN_MS = 8000;

export function Toaster() {
  const toast = useStore(toastStore);
  // The live region is there before its first message, or a screen reader would not read that one.
  return (
    <section aria-label={messages.toast.region} className="toasts">
      <div role="status" className="sr">
        {toast?.text}
      </div>
      {toast && <ToastBox key={toast.id} toast={toast} />}
    </section>
  );
}

function ToastBox({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const hold = {
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  return (
    <div className="toast" {...hold}>
      <p aria-hidden="true">{toast.text}</p>
      {toast.action && (
        <button
          className="btn"
          type="button"
          onClick={() => {
            dismissToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button className="ib" type="button" aria-label={messages.toast.dismiss} onClick={() => dismissToast(toast.id)}>
        <X className="i i--s" aria-hidden />
      </button>
    </div>
  );
}
