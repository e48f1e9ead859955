import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { carryFocus } from '../carriedFocus';
import { SearchBox } from './SearchBox';

export function HeaderSearch() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  return (
    <SearchBox
      small
      value={text}
      onChange={setText}
      onSubmit={(q) => {
        if (!q.trim()) return;
        carryFocus();
        void navigate({ to: '/', search: { q: q.trim() } });
      }}
    />
  );
}
