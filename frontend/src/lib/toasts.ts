import { createStore } from './store';

export interface Toast {
  id: number;
  text: string;
  tone?: 'bad';
  action?: { label: string; run: () => void };
}

export const toastStore = createStore<Toast | null>(null);
let nextId = 1;

/** One message at a time, for eight seconds, or for as long as the pointer or the focus is in it. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  toastStore.set({ ...toast, id: nextId++ });
}

export function dismissToast(id: number): void {
  toastStore.set((current) => (current?.id === id ? null : current));
}
