import { useState } from 'react';
import { messages } from '@/lib/messages';

const t = messages.viewer;

/** Where one is in the whole document, and where it matched. */
export function PageLine({
  count,
  current,
  matching,
  onPage,
}: {
  count: number;
  current: number;
  matching: number[];
  onPage: (page: number) => void;
}) {
  const pages = [...matching].sort((a, b) => a - b);
  return (
    <div className="pageline">
      <PageField key={current} count={count} current={current} onPage={onPage} />
      <span
        className="line"
        role="img"
        aria-label={pages.length > 0 ? t.matchingPagesLabel(pages.join(', ')) : t.page(current)}
      >
        <b style={{ left: `${((current - 0.5) / count) * 100}%` }} />
        {pages.map((page) => (
          <i
            key={page}
            className={page === current ? 'here' : undefined}
            style={{ left: `${((page - 0.5) / count) * 100}%` }}
          />
        ))}
      </span>
      {pages.length > 0 && <span className="num wide">{t.matchingPages(pages.length)}</span>}
    </div>
  );
}

function PageField({ count, current, onPage }: { count: number; current: number; onPage: (page: number) => void }) {
  const [text, setText] = useState(String(current));
  const go = () => {
    const page = Number(text);
    if (Number.isInteger(page) && page >= 1 && page <= count && page !== current) onPage(page);
    else setText(String(current));
  };
  return (
    <form
      className="pageline__at num"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <label>
        {t.pageField}{' '}
        <input
          className="pageline__field"
          inputMode="numeric"
          style={{ width: `${String(count).length + 1.75}ch` }}
          value={text}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setText(event.target.value)}
          onBlur={go}
        />
      </label>{' '}
      {t.pageOf(count)}
    </form>
  );
}
