import { CircleAlert, LoaderCircle, RotateCcw, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { connectionStore } from '@/api/connection';
import { Problem } from '@/api/problem';
import { formatClock } from '@/lib/format';
import { messages } from '@/lib/messages';
import { useStore } from '@/lib/store';

/** A box turns, and not the drawing in it: what turns inside SVG keeps the main thread busy sixty times a second. */
export function Spinner({ large = false }: { large?: boolean }) {
  return (
    <span className="spin" aria-hidden="true">
      <LoaderCircle className={large ? 'i' : 'i i--s'} />
    </span>
  );
}

/** What happened, in one sentence, with its button beside it. */
export function ErrorState({
  title,
  error,
  note,
  onRetry,
}: {
  title: string;
  error: unknown;
  note?: string;
  onRetry?: () => void;
}) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="nothing" role="alert">
      <div>
        <h1 className="h1">{title}</h1>
        <p className="muted nothing__text">
          {problem?.message || messages.errors.generic} {note}
        </p>
      </div>
      {onRetry && (
        <div className="chips">
          <button className="btn btn--main" type="button" onClick={onRetry}>
            <RotateCcw className="i" aria-hidden />
            {messages.errors.tryAgain}
          </button>
        </div>
      )}
      {problem?.requestId && <p className="sm faint">{messages.errors.request(problem.requestId)}</p>}
    </div>
  );
}

export function EmptyState({
  title,
  text,
  heading: Heading = 'h2',
  children,
}: {
  title: string;
  text: string;
  /** `h1` where the page has no other. */
  heading?: 'h1' | 'h2';
  children?: ReactNode;
}) {
  return (
    <div className="nothing">
      <div>
        <Heading className={Heading === 'h1' ? 'h1' : 'nothing__title'}>{title}</Heading>
        <p className="muted nothing__text">{text}</p>
      </div>
      {children && <div className="chips">{children}</div>}
    </div>
  );
}

export function Notice({ tone, children, action }: { tone?: 'warn' | 'bad'; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`notice${tone ? ` notice--${tone}` : ''}`} role="status">
      {tone && <CircleAlert className="i" aria-hidden />}
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Shown while the server is away: what is on the page is kept, and says from when it is. */
export function OfflineNotice({ onRetry }: { onRetry: () => void }) {
  const { online, since } = useStore(connectionStore);
  if (online) return null;
  return (
    <div className="offline">
      <div className="notice notice--warn" role="status">
        <WifiOff className="i" aria-hidden />
        <p>
          <strong>{messages.errors.offlineTitle}</strong> {messages.errors.offlineKept(formatClock(since))}
        </p>
        <button className="btn btn--bare" type="button" onClick={onRetry}>
          {messages.errors.tryNow}
        </button>
      </div>
    </div>
  );
}

/** Skeletons come after 150 ms: what is quicker needs none. */
export function Later({ children, after = 150 }: { children: ReactNode; after?: number }) {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), after);
    return () => clearTimeout(timer);
  }, [after]);
  return due ? children : null;
}

/** What is shown while a page or a file opens. */
export const Opening = () => (
  <Later>
    <p className="opening" role="status">
      <Spinner /> {messages.viewer.loading}
    </p>
  </Later>
);
