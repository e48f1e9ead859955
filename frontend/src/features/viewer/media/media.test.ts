import { describe, expect, it } from 'vitest';
import { chaptersOf } from './Chapters';
import type { Segment } from '@/api/types';
import { resample } from '@/components/assets/Waveform';
import { sceneAt, scenesOf } from '@/components/assets/SceneFrame';
import { makeAsset, makeStage } from '@/test/factories';
import { silence } from './Transcript';
import { lineAt, textOf } from './useTranscript';
import { toVtt } from './vtt';

const line = (id: string, start: number, end: number | null, text: string, overlap = 0): Segment => ({
  id,
  heading: null,
  lang: 'en',
  locator: { start_ms: start, end_ms: end },
  ordinal: 0,
  overlap,
  source: 'speech',
  text,
});

describe('silence', () => {
  const after = (...stages: ReturnType<typeof makeStage>[]) => silence(makeAsset({ kind: 'video', stages }));

  it('is explained by what happened, and not at all where there is no sound', () => {
    expect(after(makeStage('transcribe', 'skipped', { error_code: 'capability_missing' }))).toMatch(/no speech model/);
    expect(after(makeStage('transcribe', 'skipped', { error_code: 'no_speech' }))).toMatch(/no speech, or/);
    expect(after(makeStage('transcribe', 'done'))).toMatch(/no speech, or/);
    expect(after(makeStage('scenes', 'done'))).toBeNull();
  });
});

describe('transcript', () => {
  const lines = [line('a', 1000, 4000, 'Ask not.'), line('b', 4000, 9000, 'not. What your country', 5)];

  it('knows which passage is spoken', () => {
    expect(lineAt(lines, 0)).toBeUndefined();
    expect(lineAt(lines, 3999)?.id).toBe('b');
    expect(lineAt(lines, 60_000)?.id).toBe('b');
  });

  it('shows what repeats the passage before only once', () => {
    expect(lines.map(textOf)).toEqual(['Ask not.', 'What your country']);
  });

  it('becomes subtitles, a sentence at a time', () => {
    expect(toVtt([line('a', 0, 3_661_000, 'One. Two.')])).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:33:53.888\nOne.\n\n00:33:53.888 --> 01:01:01.000\nTwo.\n',
    );
  });

  it('lets no text end a cue', () => {
    expect(toVtt([line('a', 0, 1000, 'a --> <b>')])).not.toMatch(/a -->|<b/);
  });
});

describe('waveform', () => {
  it('keeps the loudest of each stretch', () => {
    expect(resample([0, 255, 51, 0], 2)).toEqual([1, 0.2]);
    expect(resample([255], 3)).toEqual([1, 1, 1]);
  });
});

describe('scenes', () => {
  it('believes only scenes', () => {
    const asset = makeAsset({ details: { scenes: [{ start_ms: 0, end_ms: 500 }, 'x', { start_ms: '1' }] } });
    expect(scenesOf(asset)).toEqual([{ start: 0, end: 500 }]);
  });

  it('finds the scene of a time', () => {
    const scenes = [
      { start: 0, end: 500 },
      { start: 500, end: 900 },
    ];
    expect([0, 499, 500, 5000].map((at) => sceneAt(scenes, at))).toEqual([0, 0, 1, 1]);
  });
});

describe('chapters', () => {
  it('are believed as far as they make sense', () => {
    const chapters = [
      { start_ms: 0, end_ms: 900, title: 'Overture' },
      { start_ms: 900, end_ms: 1000 },
      null,
      { end_ms: 3 },
    ];
    expect(chaptersOf({ details: { chapters } })).toEqual([
      { start: 0, end: 900, title: 'Overture' },
      { start: 900, end: 1000, title: '' },
    ]);
    expect(chaptersOf({ details: {} })).toEqual([]);
  });
});
