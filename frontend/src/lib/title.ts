import { useEffect } from 'react';
import { messages } from './messages';

export function useTitle(page: string): void {
  useEffect(() => {
    document.title = page ? messages.title(page) : messages.app;
  }, [page]);
}
