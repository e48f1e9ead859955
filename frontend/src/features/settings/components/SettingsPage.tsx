import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { endSession, sessionOptions, signInSessionsOptions, signOut } from '@/api/session';
import type { SignInSession } from '@/api/types';
import { Segmented } from '@/components/ui/Segmented';
import { formatAgo } from '@/lib/format';
import { LANGUAGES, languageChoice, setLanguage } from '@/lib/language';
import type { Language } from '@/lib/language';
import { messages } from '@/lib/messages';
import { forgetSearches } from '@/lib/recentSearches';
import { useStore } from '@/lib/store';
import { setTheme, themeStore } from '@/lib/theme';
import { useTitle } from '@/lib/title';
import { useCurrentSection } from '@/lib/useCurrentSection';
import { browserName } from '../userAgent';
import { ApiKeys } from './ApiKeys';
import { History } from './History';
import { Capabilities, People, StorageAndQueues } from './Instance';
import { Password } from './Password';
import { RowsError, RowsSkeleton } from './RowStates';

const t = messages.settings;
const SECTIONS = [
  ['look', t.appearance],
  ['history', t.history],
  ['keys', t.keys],
  ['sessions', t.sessions],
  ['you', t.you],
  ['abilities', messages.admin.abilities],
] as const;
const FOR_OWNERS = [
  ['people', messages.admin.people],
  ['storage', messages.admin.storage],
] as const;

export function SettingsPage() {
  useTitle(t.title);
  const owner = useQuery(sessionOptions).data?.user?.is_owner ?? false;
  const sections = [...SECTIONS, ...(owner ? FOR_OWNERS : [])];
  const current = useCurrentSection(sections.map(([id]) => id));
  return (
    <main className="page" id="main">
      <div className="set">
        <nav className="set__nav" aria-label={t.title}>
          {sections.map(([id, label]) => (
            <a key={id} href={`#${id}`} aria-current={id === current ? 'true' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div>
          <h1 className="sr">{t.title}</h1>
          <Section id="look" title={t.appearance}>
            <Appearance />
          </Section>
          <Section id="history" title={t.history} text={t.historyText}>
            <History />
          </Section>
          <Section id="keys" title={t.keys} text={t.keysText}>
            <ApiKeys />
          </Section>
          <Section id="sessions" title={t.sessions} text={t.sessionsText}>
            <Sessions />
          </Section>
          <Section id="you" title={t.you}>
            <You />
          </Section>
          <Section id="abilities" title={messages.admin.abilities} text={messages.admin.abilitiesText}>
            <Capabilities />
          </Section>
          {owner && (
            <>
              <Section id="people" title={messages.admin.people} text={messages.admin.peopleText}>
                <People />
              </Section>
              <Section id="storage" title={messages.admin.storage}>
                <StorageAndQueues />
              </Section>
            </>
          )}
        </div>
      </div>
    </main>
  );
}

function Section({ id, title, text, children }: { id: string; title: string; text?: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </section>
  );
}

function Appearance() {
  const theme = useStore(themeStore);
  return (
    <div className="rows">
      <div className="row">
        <div>
          <b>{t.theme}</b>
          <p>{t.themeHint}</p>
        </div>
        <div className="row__end">
          <Segmented
            label={t.theme}
            value={theme}
            options={[
              ['system', t.themes.system],
              ['light', t.themes.light],
              ['dark', t.themes.dark],
            ]}
            onChange={setTheme}
          />
        </div>
      </div>
      <div className="row">
        <div>
          <b>{t.language}</b>
          <p>{t.languageHint}</p>
        </div>
        <div className="row__end">
          <Segmented
            label={t.language}
            value={languageChoice}
            options={[
              ['system', t.languageSystem],
              ...Object.entries(LANGUAGES).map(([code, name]) => [code as Language, name] as const),
            ]}
            onChange={setLanguage}
          />
        </div>
      </div>
    </div>
  );
}

function Sessions() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(signInSessionsOptions);
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => queryClient.invalidateQueries({ queryKey: signInSessionsOptions.queryKey }),
  });
  if (error && !data) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton count={2} />;
  const seen = (session: SignInSession) =>
    session.current
      ? `${t.thisOne} · ${t.since(formatAgo(session.created_at))}`
      : t.seen(formatAgo(session.last_used_at));
  return (
    <div className="rows">
      {data.map((session) => {
        const name = browserName(session.user_agent) ?? t.unknownBrowser;
        return (
          <div className="row" key={session.id}>
            <div>
              <b>{name}</b>
              <p>{seen(session)}</p>
            </div>
            <div className="row__end row__end--tight">
              {session.current ? (
                <span className="badge badge--ok">{t.now}</span>
              ) : (
                <button
                  className="btn"
                  type="button"
                  aria-label={t.endLabel(name)}
                  disabled={end.isPending}
                  onClick={() => end.mutate(session.id)}
                >
                  {messages.account.signOut}
                </button>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function You() {
  const { data } = useQuery(sessionOptions);
  const [error, setError] = useState<string | null>(null);
  const leave = useMutation({
    mutationFn: signOut,
    onError: (problem) => setError(problem.message),
    onSuccess: () => {
      forgetSearches();
      // A new page: nothing of this person stays in memory.
      window.location.replace('/sign-in');
    },
  });
  return (
    <div className="rows">
      <div className="row">
        <div>
          <b>{data?.user?.name || data?.user?.email}</b>
          <p>{data?.user?.email && t.signedInAs(data.user.email)}</p>
          {error && <p className="bad">{error}</p>}
        </div>
        <div className="row__end row__end--tight">
          <button className="btn" type="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
            {messages.account.signOut}
          </button>
        </div>
      </div>
      <Password />
      <div className="row">
        <p>{data && t.version(data.version)}</p>
      </div>
    </div>
  );
}
