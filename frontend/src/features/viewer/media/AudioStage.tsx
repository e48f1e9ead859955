import { Pause, Play } from 'lucide-react';
import type { Asset, Moment } from '@/api/types';
import { Waveform } from '@/components/assets/Waveform';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';
import type { Target } from '../components/ViewerPage';
import { CannotPlay } from './CannotPlay';
import { RateMenu, SkipButton, TimeOf, useMediaKeys, useTimeSlider } from './Controls';
import { mediaUrl, useArriveAt } from './arrive';
import { useMediaElement, usePlayer, usePlayerState } from './player';
import { ProseTranscript } from './Transcript';
import { hitsOf } from './useTranscript';

const t = messages.media;

/** A recording: its loudness to move in, and what is said in it to read along. */
export function AudioStage({ asset, moments, target }: { asset: Asset; moments: Moment[]; target: Target }) {
  const attach = useMediaElement();
  const { failed } = usePlayerState();
  useMediaKeys();
  useArriveAt(asset, moments, target);
  if (failed) return <CannotPlay asset={asset} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <div className="listen" tabIndex={0} role="region" aria-label={t.playerAndTranscript}>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the transcript below is the caption */}
      <audio ref={attach} src={mediaUrl(asset)} preload="metadata" />
      <div className="listen__head">
        <WaveSlider asset={asset} moments={moments} />
        <div className="deck">
          <TimeOf />
          <SkipButton by={-1} />
          <PlayButton />
          <SkipButton by={1} />
          <RateMenu className="btn btn--bare" />
        </div>
      </div>
      <ProseTranscript asset={asset} moments={moments} />
    </div>
  );
}

function PlayButton() {
  const player = usePlayer();
  const { playing } = usePlayerState();
  const Icon = playing ? Pause : Play;
  return (
    <button className="play" type="button" aria-label={playing ? t.pause : t.play} onClick={() => player.toggle()}>
      <Icon className="i" aria-hidden />
    </button>
  );
}

function WaveSlider({ asset, moments }: { asset: Asset; moments: Moment[] }) {
  const { at, duration } = usePlayerState();
  const slider = useTimeSlider();
  const marks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <>
      <div className={asset.waveform_url ? 'wavebox' : 'wavebox wavebox--flat'} {...slider}>
        <Waveform asset={asset} bars={240} hits={hitsOf(moments)} played={at} />
        <span className="head" style={{ left: `${duration > 0 ? (at / duration) * 100 : 0}%` }} />
      </div>
      <div className="times num" aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark}>{formatTimecode(duration * mark)}</span>
        ))}
      </div>
    </>
  );
}
