import { Download, RotateCcw } from 'lucide-react';
import { useCallback, useState } from 'react';
import { originalUrl } from '@/api/assets';
import type { Asset, Moment } from '@/api/types';
import { Opening } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { TextStage } from '../components/TextStage';
import type { Target } from '../components/ViewerPage';
import { PdfReader } from './PdfReader';
import { usePdf } from './usePdf';

const t = messages.viewer;

interface Props {
  asset: Asset;
  moments: Moment[];
  target: Target;
}

export function PdfStage(props: Props) {
  const [attempt, setAttempt] = useState(0);
  const [asText, setAsText] = useState(false);
  if (asText) return <TextReader {...props} onPages={() => setAsText(false)} />;
  return (
    <Pages key={attempt} {...props} onText={() => setAsText(true)} onRetry={() => setAttempt((before) => before + 1)} />
  );
}

/**
 * Pages are shown as the server draws them, at once. The document itself, and with it pdf.js (which keeps a slow machine busy for half a second), is opened
 * when somebody turns to the pages: to select, to search in them, to come nearer than the pictures are sharp.
 */
function Pages(props: Props & { onText: () => void; onRetry: () => void }) {
  const { asset } = props;
  const [needed, setNeeded] = useState(asset.page_count === null);
  const onNeed = useCallback(() => setNeeded(true), []);
  const result = usePdf(needed ? (asset.unlocked_url ?? originalUrl(asset.id)) : null);
  const pdf = result.state === 'open' ? result.pdf : null;
  const count = pdf?.document.numPages ?? asset.page_count;
  if (count !== null) {
    const firstRatio = pdf?.firstRatio ?? (asset.width && asset.height ? asset.height / asset.width : Math.SQRT2);
    return (
      <PdfReader
        {...props}
        pdf={pdf}
        count={count}
        firstRatio={firstRatio}
        failed={result.state === 'failed'}
        onNeed={onNeed}
      />
    );
  }
  if (result.state !== 'failed') {
    return <Opening />;
  }
  return (
    <div className="stage__other" role="alert">
      <h2 className="h2">{t.pdfErrorTitle}</h2>
      <p className="muted">{t.pdfError}</p>
      <div className="chips">
        <button className="btn btn--main" type="button" onClick={props.onRetry}>
          <RotateCcw className="i" aria-hidden />
          {messages.errors.tryAgain}
        </button>
        <button className="btn" type="button" onClick={props.onText}>
          {t.readAsText}
        </button>
        <a className="btn" href={originalUrl(asset.id, true)} download={asset.name}>
          <Download className="i" aria-hidden />
          {t.download}
        </a>
      </div>
    </div>
  );
}

function TextReader({ onPages, ...props }: Props & { onPages: () => void }) {
  return (
    <>
      <TextStage {...props} />
      <div className="dock" role="group" aria-label={t.zoom}>
        <button className="btn btn--bare" type="button" onClick={onPages}>
          {t.showPages}
        </button>
      </div>
    </>
  );
}
