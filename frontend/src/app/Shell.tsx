import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Activity, Folder, LayoutGrid, Moon, Plus, Search, Sun, User } from 'lucide-react';
import { assetCountsOptions, countOf } from '@/api/assets';
import { Brand } from '@/components/ui/Brand';
import { OfflineNotice } from '@/components/ui/States';
import { HeaderSearch } from '@/features/search/components/HeaderSearch';
import { uploadQueue } from '@/features/upload/queue';
import { totalsOf } from '@/features/upload/totals';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { useStore } from '@/lib/store';
import { setTheme, themeStore } from '@/lib/theme';

export function Shell() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const atHome = pathname === '/';
  useShortcuts((event) => {
    if (event.key !== '/') return;
    event.preventDefault();
    const boxes = Array.from(document.querySelectorAll<HTMLInputElement>('[data-search-box]'));
    const box = boxes.find((candidate) => candidate.offsetParent !== null);
    if (box) {
      box.focus();
      box.select();
    } else {
      void navigate({ to: '/' });
    }
  });
  return (
    <>
      <a className="skip" href="#main">
        {messages.nav.skip}
      </a>
      <header className="top">
        <Link className="brand" to="/" aria-label={messages.nav.home}>
          <Brand />
          <span className="wide">{messages.app}</span>
        </Link>
        <nav className="nav" aria-label={messages.nav.main}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
            {messages.nav.search}
          </Link>
          <Link to="/library" activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
            {messages.nav.library}
          </Link>
          <Link to="/collections" activeProps={{ 'aria-current': 'page' }}>
            {messages.organise.title}
          </Link>
        </nav>
        <div className="top__mid">{!atHome && <HeaderSearch />}</div>
        <div className="top__end">
          <Link className="btn btn--bare wide" to="/add" activeProps={{ 'aria-current': 'page' }}>
            <Plus className="i" aria-hidden />
            {messages.nav.add}
          </Link>
          <BusySign />
          <ThemeSwitch />
          <Link
            className="face"
            to="/settings"
            aria-label={messages.nav.settings}
            activeProps={{ 'aria-current': 'page' }}
          >
            <User className="i i--s" aria-hidden />
          </Link>
        </div>
      </header>
      <OfflineNotice onRetry={() => void queryClient.invalidateQueries()} />
      <Outlet />
      <nav className="tabs" aria-label={messages.nav.main}>
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
          <Search className="i" aria-hidden />
          {messages.nav.search}
        </Link>
        <Link to="/library" activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
          <LayoutGrid className="i" aria-hidden />
          {messages.nav.library}
        </Link>
        <Link to="/collections" activeProps={{ 'aria-current': 'page' }}>
          <Folder className="i" aria-hidden />
          {messages.organise.title}
        </Link>
        <Link to="/add" activeProps={{ 'aria-current': 'page' }}>
          <Plus className="i" aria-hidden />
          {messages.nav.addShort}
        </Link>
        <Link to="/activity" activeProps={{ 'aria-current': 'page' }}>
          <Activity className="i" aria-hidden />
          {messages.activity.title}
        </Link>
      </nav>
    </>
  );
}

/** A ring while files are sent (how far) or read (turning); nothing otherwise. */
function BusySign() {
  const { sendingFiles, fraction } = totalsOf(useStore(uploadQueue.store));
  const { data: reading = 0 } = useQuery({
    ...assetCountsOptions,
    select: countOf({ status: 'processing' }),
    // Should an event be lost.
    refetchInterval: (query) => (query.state.data?.by_status.processing ? 15_000 : false),
  });
  if (sendingFiles === 0 && reading === 0) {
    return (
      <Link className="ib wide" to="/activity" aria-label={messages.activity.title} title={messages.activity.title}>
        <Activity className="i" aria-hidden />
      </Link>
    );
  }
  const sending = sendingFiles > 0;
  const around = 2 * Math.PI * 13;
  const ring = (
    <>
      <span className={`ring${sending ? '' : ' spin'}`} aria-hidden="true">
        <svg viewBox="0 0 30 30">
          <circle cx="15" cy="15" r="13" />
          <circle
            cx="15"
            cy="15"
            r="13"
            strokeDasharray={`${around * (sending ? Math.max(0.04, fraction) : 0.3)} ${around}`}
          />
        </svg>
      </span>
      <Activity className="i" aria-hidden />
    </>
  );
  return sending ? (
    <Link
      className="ib busy"
      to="/add"
      aria-label={messages.nav.sending(sendingFiles)}
      title={messages.nav.sending(sendingFiles)}
    >
      {ring}
    </Link>
  ) : (
    <Link
      className="ib busy"
      to="/activity"
      aria-label={messages.nav.reading(reading)}
      title={messages.nav.reading(reading)}
    >
      {ring}
    </Link>
  );
}

function ThemeSwitch() {
  const theme = useStore(themeStore);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = theme === 'system' ? systemDark : theme === 'dark';
  const Icon = dark ? Sun : Moon;
  return (
    <button
      className="ib"
      type="button"
      aria-label={messages.nav.theme}
      onClick={() => setTheme(dark ? 'light' : 'dark')}
    >
      <Icon className="i" aria-hidden />
    </button>
  );
}
