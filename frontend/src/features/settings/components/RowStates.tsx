import { RotateCcw } from 'lucide-react';
import { Notice } from '@/components/ui/States';
import { messages } from '@/lib/messages';

export function RowsError({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <div className="rows__state">
      <Notice
        tone="bad"
        action={
          <button className="btn" type="button" onClick={onRetry}>
            <RotateCcw className="i" aria-hidden />
            {messages.errors.tryAgain}
          </button>
        }
      >
        {messages.settings.errorTitle}: {error.message || messages.errors.generic}
      </Notice>
    </div>
  );
}

export function RowsSkeleton({ count }: { count: number }) {
  return (
    <div className="rows" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div className="row" key={index}>
          <div>
            <div className="sk sk--line sk--third" />
            <div className="sk sk--line sk--short" />
          </div>
        </div>
      ))}
    </div>
  );
}
