import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Problem } from '@/api/problem';
import { sessionOptions, signIn } from '@/api/session';
import { Field } from '@/components/ui/Field';
import { ErrorState, Notice } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { Door } from './Door';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  useTitle(messages.account.signIn);
  const { to } = route.useSearch();
  const router = useRouter();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const session = useQuery(sessionOptions);
  const signedIn = Boolean(session.data?.user);

  useEffect(() => {
    if (!signedIn) return;
    if (to) router.history.replace(to);
    else void navigate({ to: '/', replace: true });
  }, [signedIn, to, router, navigate]);

  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (state) => queryClient.setQueryData(sessionOptions.queryKey, state),
  });
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});

  if (session.error && !session.data) {
    return (
      <Door>
        <ErrorState title={messages.errors.page} error={session.error} onRetry={() => void session.refetch()} />
      </Door>
    );
  }
  if (session.data?.setup_needed) {
    return (
      <Door>
        <div>
          <h1 className="h1">{messages.account.noLinkTitle}</h1>
          <p className="muted door__text">{messages.account.noLink}</p>
        </div>
      </Door>
    );
  }
  const submit = (form: FormData) => {
    const email = textOf(form.get('email')).trim();
    const password = textOf(form.get('password'));
    const lacks = {
      ...(email ? {} : { email: messages.account.needEmail }),
      ...(password ? {} : { password: messages.account.needPassword }),
    };
    setMissing(lacks);
    if (Object.keys(lacks).length === 0) attempt.mutate({ email, password });
  };
  return (
    <Door>
      <form
        className="door__fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <h1 className="h1">{messages.account.welcomeBack}</h1>
        {attempt.error && <Notice tone="bad">{refusal(attempt.error)}</Notice>}
        <Field label={messages.account.email} name="email" type="email" autoComplete="username" error={missing.email} />
        <Field
          label={messages.account.password}
          name="password"
          type="password"
          autoComplete="current-password"
          error={missing.password}
        />
        <button className="btn btn--main btn--wide" type="submit" disabled={attempt.isPending}>
          {attempt.isPending ? messages.account.signingIn : messages.account.signIn}
        </button>
      </form>
    </Door>
  );
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

function refusal(error: Error): string {
  if (!(error instanceof Problem)) return messages.errors.generic;
  if (error.status === 401 || error.status === 403) return error.message || messages.account.wrong;
  if (error.status === 429) return messages.account.throttled(error.retryAfter);
  return error.message || messages.errors.generic;
}
