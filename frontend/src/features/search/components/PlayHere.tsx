import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { originalUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';

/** What plays among the results; a second one silences the first. */
let sounding: HTMLAudioElement | null = null;

/** Plays a recording from its moment on, without leaving the results. */
export function PlayHere({ asset, from }: { asset: Asset; from: number }) {
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [wanted, setWanted] = useState(false);
  const toggle = () => {
    if (!wanted) setWanted(true);
    else if (playing) audio?.pause();
    // Refused where it is paused again before it began.
    else audio?.play().catch(() => {});
  };
  const Icon = playing ? Pause : Play;
  return (
    <>
      <button className="play" type="button" aria-label={playing ? messages.media.pause : label(from)} onClick={toggle}>
        <Icon className="i" aria-hidden />
      </button>
      {wanted && (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- the passage beside it is the caption
        <audio
          ref={setAudio}
          src={`${asset.playback_url ?? originalUrl(asset.id)}#t=${from / 1000}`}
          autoPlay
          onPlay={({ currentTarget }) => {
            if (sounding !== currentTarget) sounding?.pause();
            sounding = currentTarget;
            setPlaying(true);
          }}
          onPause={() => setPlaying(false)}
          onEnded={() => setPlaying(false)}
        />
      )}
    </>
  );
}

const label = (from: number): string => messages.search.playFrom(formatTimecode(from));
