/** Light, dark, or what the system says. The choice is kept on this device and set before the first paint. */
import { createStore } from './store';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'bowerbird.theme';

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export const themeStore = createStore<Theme>(kept());

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Private windows may keep nothing; the choice then lasts as long as the page.
  }
  apply(theme);
  themeStore.set(theme);
}

apply(themeStore.get());
