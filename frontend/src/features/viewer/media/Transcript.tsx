import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Asset, Moment, Segment } from '@/api/types';
import { Marked } from '@/components/ui/Marked';
import { Opening } from '@/components/ui/States';
import { rangesOfWord } from '@/lib/codePoints';
import { formatTimecode, languageName } from '@/lib/format';
import { messages } from '@/lib/messages';
import { usePlayer, usePlayerState } from './player';
import { lineAt, rangesOf, startOf, textOf, useTranscript } from './useTranscript';

const t = messages.media;

interface Props {
  asset: Asset;
  moments: Moment[];
}

/** Beside a video: follows what is played, jumps when clicked. */
export function SideTranscript({ asset, moments }: Props) {
  const { lines, loading } = useTranscript(asset);
  const [find, setFind] = useState('');
  const current = useCurrent(lines);
  const box = useFollow(current?.id);
  if (lines.length === 0) return loading || asset.status === 'processing' ? null : <NothingSaid asset={asset} />;
  const lang = lines.find((line) => line.lang)?.lang;
  return (
    <section>
      <h2>
        {t.transcript} <span>{lang ? languageName(lang) : ''}</span>
      </h2>
      <FindIn value={find} onChange={setFind} />
      <div className="script" ref={box} lang={lang ?? undefined}>
        {shown(lines, find).map((line) => (
          <Line key={line.id} line={line} find={find} moments={moments} current={line.id === current?.id} />
        ))}
      </div>
      <NoneFound lines={lines} find={find} />
    </section>
  );
}

function Line({ line, find, moments, current }: { line: Segment; find: string; moments: Moment[]; current: boolean }) {
  const player = usePlayer();
  const text = textOf(line);
  return (
    <button
      type="button"
      data-line={line.id}
      aria-current={current ? 'true' : undefined}
      onClick={() => player.seek(startOf(line))}
    >
      <time>{formatTimecode(startOf(line))}</time>
      <span className="said">
        <Marked text={text} ranges={find ? rangesOfWord(text, find) : rangesOf(line, moments)} />
      </span>
    </button>
  );
}

/** Below a recording: the words as a text to read, the spoken passage in front. */
export function ProseTranscript({ asset, moments }: Props) {
  const player = usePlayer();
  const { lines, loading } = useTranscript(asset);
  const [find, setFind] = useState('');
  const current = useCurrent(lines);
  const box = useFollow(current?.id);
  if (lines.length === 0) {
    if (loading) return <Opening />;
    return asset.status === 'processing' ? null : (
      <div className="prose">
        <NothingSaid asset={asset} />
      </div>
    );
  }
  const lang = lines.find((line) => line.lang)?.lang ?? undefined;
  return (
    <div className="prose" ref={box} lang={lang}>
      <FindIn value={find} onChange={setFind} />
      {shown(lines, find).map((line) => {
        const text = textOf(line);
        const isCurrent = line.id === current?.id;
        return (
          <div className="turn" key={line.id} data-line={line.id} aria-current={isCurrent ? 'true' : undefined}>
            <time>{formatTimecode(startOf(line))}</time>
            <p className="said">
              <button
                type="button"
                className={isCurrent ? 'now' : undefined}
                onClick={() => player.seek(startOf(line))}
              >
                <Marked text={text} ranges={find ? rangesOfWord(text, find) : rangesOf(line, moments)} />
              </button>
            </p>
          </div>
        );
      })}
      <NoneFound lines={lines} find={find} />
    </div>
  );
}

const shown = (lines: readonly Segment[], find: string): readonly Segment[] =>
  find === '' ? lines : lines.filter((line) => rangesOfWord(line.text, find).length > 0);

function FindIn({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label className="find find--s find--in">
      <Search className="i" aria-hidden />
      <span className="sr">{t.findInTranscript}</span>
      <input
        type="text"
        inputMode="search"
        value={value}
        placeholder={t.findInTranscript}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          event.nativeEvent.stopPropagation();
          onChange('');
        }}
      />
    </label>
  );
}

function NoneFound({ lines, find }: { lines: readonly Segment[]; find: string }) {
  const count = find === '' ? null : shown(lines, find).length;
  return (
    <p className={count === 0 ? 'sm muted' : 'sr'} role="status">
      {count === null ? '' : t.foundIn(count)}
    </p>
  );
}

/** Why there are no words; null where there is no sound, or another notice says what went wrong. */
export function silence({ stages }: Pick<Asset, 'stages'>): string | null {
  const heard = stages.find((stage) => stage.stage === 'transcribe');
  if (heard?.error_code === 'capability_missing') return t.notHeard;
  return heard?.status === 'done' || heard?.error_code === 'no_speech' ? t.nothingSaid : null;
}

function NothingSaid({ asset }: { asset: Asset }) {
  const said = silence(asset);
  return said && <p className="sm muted">{said}</p>;
}

function useCurrent(lines: readonly Segment[]): Segment | undefined {
  const { at, playing } = usePlayerState();
  return at > 0 || playing ? lineAt(lines, at) : undefined;
}

/** Keeps the spoken passage in view while it plays; never while somebody reads elsewhere in a still transcript. */
function useFollow(current: string | undefined) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!current) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    box.current
      ?.querySelector(`[data-line="${CSS.escape(current)}"]`)
      ?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
  }, [current]);
  return box;
}
