import './styles/index.css';
import './lib/theme';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';

/** After an update the pages are other files: a part that is gone is got by loading the page anew, once a minute at most. */
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('bowerbird.reloaded') ?? 0);
  if (Date.now() - last < 60_000) return;
  event.preventDefault();
  sessionStorage.setItem('bowerbird.reloaded', String(Date.now()));
  window.location.reload();
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
