import type { ReactNode } from 'react';

export function Shelf({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="group" aria-label={name}>
      <h2 className="h2">{name}</h2>
      <div style={{ display: 'grid', gap: 'var(--s4)', justifyItems: 'start', paddingBlock: 'var(--s4)' }}>
        {children}
      </div>
    </section>
  );
}
