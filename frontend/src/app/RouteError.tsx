import { Link, useRouter } from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { EmptyState, ErrorState } from '@/components/ui/States';
import { messages } from '@/lib/messages';

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="page page--narrow" id="main">
      <ErrorState title={messages.errors.page} error={error} onRetry={retry} />
    </main>
  );
}

export function NotFound() {
  return (
    <main className="page page--narrow" id="main">
      <EmptyState heading="h1" title={messages.errors.notFoundTitle} text={messages.errors.notFound}>
        <Link className="btn btn--main" to="/library">
          {messages.errors.toLibrary}
        </Link>
      </EmptyState>
    </main>
  );
}
