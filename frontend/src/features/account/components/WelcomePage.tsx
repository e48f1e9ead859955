import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '@/api/problem';
import { claimOwner, sessionOptions } from '@/api/session';
import { useAddSample } from '@/components/organise/useAddSample';
import { Field } from '@/components/ui/Field';
import { ErrorState, Notice } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { Door } from './Door';

const route = getRouteApi('/welcome');
/** As the service has it (accounts/passwords.py). */
const SHORTEST_PASSWORD = 10;

/** The one-time token travels behind the #, which browsers do not send to servers or in referrers. */
function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash).get('token');
}

export function WelcomePage() {
  const { step } = route.useSearch();
  const token = useLocation({ select: ({ hash }) => tokenOf(hash) });
  const session = useQuery(sessionOptions);
  // The address follows a moment after the session, which alone would lead away from here.
  const [claimed, setClaimed] = useState(false);
  useTitle(messages.account.ownerTitle);

  if (session.error && !session.data) {
    return (
      <Door>
        <ErrorState title={messages.errors.page} error={session.error} onRetry={() => void session.refetch()} />
      </Door>
    );
  }
  if (!session.data) return <Door>{null}</Door>;
  if (session.data.user) return claimed || step === 'files' ? <FirstFiles /> : <Navigate to="/" replace />;
  if (!session.data.setup_needed || !token) return <NoWay setupNeeded={session.data.setup_needed} />;
  return <Owner key={token} token={token} onClaimed={() => setClaimed(true)} />;
}

function NoWay({ setupNeeded }: { setupNeeded: boolean }) {
  const { linkUsedTitle, linkUsed, noLinkTitle, noLink } = messages.account;
  return (
    <Door>
      <div>
        <h1 className="h1">{setupNeeded ? noLinkTitle : linkUsedTitle}</h1>
        <p className="muted door__text">{setupNeeded ? noLink : linkUsed}</p>
      </div>
      {!setupNeeded && (
        <Link className="btn btn--main btn--wide" to="/sign-in" search={{}}>
          {messages.account.signIn}
        </Link>
      )}
    </Door>
  );
}

function Owner({ token, onClaimed }: { token: string; onClaimed: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [tried, setTried] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [name, setName] = useState('');
  const claim = useMutation({
    mutationFn: claimOwner,
    onSuccess: (state) => {
      onClaimed();
      queryClient.setQueryData(sessionOptions.queryKey, state);
      void navigate({ to: '/welcome', search: { step: 'files' }, hash: '', replace: true });
    },
  });
  const problem = claim.error instanceof Problem ? claim.error : null;
  const missing = SHORTEST_PASSWORD - Array.from(password).length;
  const emailError = tried && !email.includes('@') ? messages.account.needEmail : problem?.fields.email;
  const passwordError = tried && missing > 0 ? messages.account.passwordShort(missing) : problem?.fields.password;
  return (
    <Door step={0}>
      <form
        className="door__fields"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (email.includes('@') && missing <= 0)
            claim.mutate({ token, email: email.trim(), password, name: name.trim() });
        }}
      >
        <div>
          <h1 className="h1">{messages.account.ownerTitle}</h1>
          <p className="muted door__text">{messages.account.ownerText}</p>
        </div>
        {claim.error && !problem?.fields.email && !problem?.fields.password && (
          <Notice tone="bad">{claim.error.message || messages.errors.generic}</Notice>
        )}
        <Field
          label={messages.account.name}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={messages.account.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          hint={messages.account.emailHint}
          error={emailError}
        />
        <Field
          label={messages.account.password}
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          hint={messages.account.passwordHint}
          error={passwordError}
        />
        <button className="btn btn--main btn--wide" type="submit" disabled={claim.isPending}>
          {claim.isPending ? messages.account.creating : messages.account.create}
        </button>
      </form>
    </Door>
  );
}

function FirstFiles() {
  const sample = useAddSample();
  return (
    <Door step={1}>
      <div>
        <h1 className="h1">{messages.account.filesTitle}</h1>
        <p className="muted door__text">{messages.account.filesText}</p>
      </div>
      {sample.error && <Notice tone="bad">{sample.error.message || messages.errors.generic}</Notice>}
      <button
        className="btn btn--main btn--wide"
        type="button"
        disabled={sample.isPending}
        onClick={() => sample.mutate()}
      >
        {sample.isPending ? messages.account.sampleAdding : messages.account.sampleAdd}
      </button>
      <Link className="btn btn--wide" to="/add">
        {messages.account.filesOwn}
      </Link>
      <Link className="btn btn--bare btn--wide" to="/">
        {messages.account.filesLater}
      </Link>
    </Door>
  );
}
