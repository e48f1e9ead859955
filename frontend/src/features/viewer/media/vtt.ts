import type { Segment } from '@/api/types';
import { startOf, textOf } from './useTranscript';

/** WebVTT 1.0: hours, minutes, seconds, milliseconds. */
function stamp(ms: number): string {
  const pad = (value: number, length: number) => String(Math.floor(value)).padStart(length, '0');
  return `${pad(ms / 3_600_000, 2)}:${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`;
}

const MOST_MS = 7000;

/** Cues out of passages. A long passage is divided at its sentences, each given the share of the time that it has of the text. */
export function toVtt(lines: readonly Segment[]): string {
  const cues = lines.flatMap((line, index) => {
    const start = startOf(line);
    const next = lines[index + 1];
    const end = line.locator.end_ms ?? (next ? startOf(next) : start + MOST_MS);
    const text = textOf(line).replace(/\s+/gu, ' ');
    const sentences = text.match(/[^.!?。！？]+[.!?。！？]*\s*/gu) ?? [text];
    let at = start;
    return sentences.map((sentence) => {
      const length = ((end - start) * sentence.length) / text.length;
      const cue = `${stamp(at)} --> ${stamp(at + length)}\n${sentence.trim().replace(/-->|[<&]/gu, ' ')}`;
      at += length;
      return cue;
    });
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

export const captionsUrl = (lines: readonly Segment[]): string =>
  URL.createObjectURL(new Blob([toVtt(lines)], { type: 'text/vtt' }));
