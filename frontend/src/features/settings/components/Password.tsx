import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '@/api/problem';
import { changePassword, sessionOptions } from '@/api/session';
import { Field } from '@/components/ui/Field';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

const t = messages.settings;

/** A new password; whoever is signed in elsewhere has to sign in again. */
export function Password() {
  const { data: session } = useQuery(sessionOptions);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      showToast({ text: t.passwordChanged });
    },
  });
  const problem = change.error instanceof Problem ? change.error : null;
  const fields = problem?.code === 'wrong_password' ? { current: problem.message } : (problem?.fields ?? {});
  return (
    <form
      className="row row--form"
      onSubmit={(event) => {
        event.preventDefault();
        if (current && next) change.mutate();
      }}
    >
      {/* Whose password it is, for password managers. */}
      <input type="text" autoComplete="username" value={session?.user?.email ?? ''} readOnly hidden />
      <Field
        label={t.passwordCurrent}
        type="password"
        autoComplete="current-password"
        value={current}
        error={fields.current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <Field
        label={t.passwordNew}
        type="password"
        autoComplete="new-password"
        value={next}
        hint={messages.account.passwordHint}
        error={fields.password ?? (fields.current ? undefined : change.error?.message)}
        onChange={(event) => setNext(event.target.value)}
      />
      <div className="row__end row__end--start">
        <button className="btn" type="submit" disabled={change.isPending || current === '' || next === ''}>
          {t.passwordChange}
        </button>
      </div>
    </form>
  );
}
