import { Download, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { originalUrl } from '@/api/assets';
import type { Asset, Moment } from '@/api/types';
import { Later, Spinner } from '@/components/ui/States';
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

export default function PdfStage(props: Props) {
  const [attempt, setAttempt] = useState(0);
  const [asText, setAsText] = useState(false);
  if (asText) return <TextReader {...props} onPages={() => setAsText(false)} />;
  return (
    <Pages key={attempt} {...props} onText={() => setAsText(true)} onRetry={() => setAttempt((before) => before + 1)} />
  );
}

function Pages(props: Props & { onText: () => void; onRetry: () => void }) {
  const { asset } = props;
  const result = usePdf(asset.unlocked_url ?? originalUrl(asset.id));
  if (result.state === 'opening') {
    return (
      <Later>
        <p className="opening" role="status">
          <Spinner /> {t.loading}
        </p>
      </Later>
    );
  }
  if (result.state === 'failed') {
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
  return <PdfReader {...props} pdf={result.pdf} firstRatio={result.firstRatio} />;
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
