import { Captions, Maximize, Pause, Play, Volume2, VolumeX } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import type { Asset, Moment, Segment } from '@/api/types';
import { Spinner } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import type { Target } from '../components/ViewerPage';
import { mediaUrl, useArriveAt } from './arrive';
import { CannotPlay } from './CannotPlay';
import { RateMenu, SkipButton, TimeOf, useMediaKeys, useTimeSlider } from './Controls';
import { useMediaElement, usePlayer, usePlayerState } from './player';
import { Scenes } from './Scenes';
import { hitsOf, useTranscript } from './useTranscript';
import { captionsUrl } from './vtt';

const t = messages.media;

export function VideoStage({ asset, moments, target }: { asset: Asset; moments: Moment[]; target: Target }) {
  const player = usePlayer();
  const attach = useMediaElement();
  const { failed, playing, waiting } = usePlayerState();
  const frame = useRef<HTMLElement>(null);
  const [captions, setCaptions] = useState(false);
  const { lines } = useTranscript(asset);
  const spoken = lines.length > 0;
  useMediaKeys();
  useArriveAt(asset, moments, target);
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    // Refused in a frame that may not: then it stays as it is.
    else frame.current?.requestFullscreen().catch(() => {});
  };
  useShortcuts((event) => {
    if (event.key === 'f') fullScreen();
    if (event.key === 'c' && spoken) setCaptions((before) => !before);
  });
  if (failed) return <CannotPlay asset={asset} />;
  const ratio = asset.width && asset.height ? asset.width / asset.height : 16 / 9;
  return (
    <>
      <div className="screen">
        <figure ref={frame} data-playing={playing} style={{ '--ratio': ratio } as CSSProperties}>
          {/* A click on the picture plays and pauses, as everywhere; the buttons below do the same for the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the track is in CaptionTrack */}
          <video
            ref={attach}
            src={mediaUrl(asset)}
            poster={asset.preview_url ?? undefined}
            preload="metadata"
            playsInline
            aria-label={asset.name}
            onClick={() => player.toggle()}
            onDoubleClick={fullScreen}
          >
            <CaptionTrack lines={lines} shown={captions} />
          </video>
          {waiting && (
            <span className="screen__wait">
              <Spinner />
              <span className="sr">{messages.viewer.loading}</span>
            </span>
          )}
          <div className="ctl">
            <TimeLine moments={moments} />
            <div className="row">
              <PlayButton />
              <SkipButton by={-1} className="ib on-picture wide" />
              <SkipButton by={1} className="ib on-picture wide" />
              <MuteButton />
              <TimeOf />
              <span className="ctl__gap" />
              <RateMenu className="ib on-picture ctl__rate" />
              {spoken && (
                <button
                  className="ib on-picture"
                  type="button"
                  aria-pressed={captions}
                  aria-label={t.captions}
                  title={t.captions}
                  onClick={() => setCaptions((before) => !before)}
                >
                  <Captions className="i" aria-hidden />
                </button>
              )}
              <button
                className="ib on-picture"
                type="button"
                aria-label={t.fullScreen}
                title={t.fullScreen}
                onClick={fullScreen}
              >
                <Maximize className="i" aria-hidden />
              </button>
            </div>
          </div>
        </figure>
      </div>
      <Scenes asset={asset} moments={moments} />
    </>
  );
}

/** The transcript as subtitles, made here: what is said is known already. */
function CaptionTrack({ lines, shown }: { lines: readonly Segment[]; shown: boolean }) {
  const element = useRef<HTMLTrackElement>(null);
  useEffect(() => {
    if (!element.current || !shown) return;
    const { current: track } = element;
    const url = captionsUrl(lines);
    track.src = url;
    track.track.mode = 'showing';
    return () => {
      track.track.mode = 'hidden';
      URL.revokeObjectURL(url);
    };
    // One passage more or less is another transcript; the same ones in a new array are not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lines.length, shown]);
  return <track ref={element} kind="captions" label={t.captions} />;
}

function PlayButton() {
  const player = usePlayer();
  const { playing } = usePlayerState();
  const Icon = playing ? Pause : Play;
  return (
    <button
      className="ib on-picture"
      type="button"
      aria-label={playing ? t.pause : t.play}
      onClick={() => player.toggle()}
    >
      <Icon className="i" fill="currentColor" aria-hidden />
    </button>
  );
}

function MuteButton() {
  const player = usePlayer();
  const { muted } = usePlayerState();
  const Icon = muted ? VolumeX : Volume2;
  return (
    <button
      className="ib on-picture"
      type="button"
      aria-pressed={muted}
      aria-label={t.mute}
      title={t.mute}
      onClick={() => player.toggleMuted()}
    >
      <Icon className="i" aria-hidden />
    </button>
  );
}

/** The whole video as a line, blue where it matched. */
function TimeLine({ moments }: { moments: Moment[] }) {
  const { at, duration } = usePlayerState();
  const slider = useTimeSlider();
  const share = (ms: number) => (duration > 0 ? (ms / duration) * 100 : 0);
  return (
    <span className="line" {...slider}>
      {hitsOf(moments).map(({ start, end }) => (
        <i key={start} style={{ left: `${share(start)}%`, width: `${share(end - start)}%` }} />
      ))}
      <b style={{ width: `${share(at)}%` }} />
    </span>
  );
}
