import { describe, expect, it } from 'vitest';
import { makeAsset, makeStage } from '@/test/factories';
import { nowLine, stepsOf } from './steps';

const states = (asset: ReturnType<typeof makeAsset>) => stepsOf(asset).map((step) => `${step.key} ${step.state}`);

describe('stepsOf', () => {
  it('shows what is done, what happens now and what comes', () => {
    const asset = makeAsset({
      status: 'processing',
      stages: [
        makeStage('inspect', 'done'),
        makeStage('preview', 'done'),
        makeStage('extract', 'running', { progress: { done: 30, total: 96, unit: 'pages' } }),
      ],
    });
    expect(states(asset)).toEqual(['inspect done', 'preview done', 'extract now', 'embed todo', 'describe todo']);
    expect(nowLine(asset)).toBe('Reading page 31 of 96');
  });

  it('takes reading in a picture and in a document as one step', () => {
    const stages = [makeStage('extract', 'done'), makeStage('ocr', 'running')];
    expect(states(makeAsset({ status: 'processing', stages }))).toContain('extract now');
  });

  it('leaves out what was not needed, and what never came', () => {
    const stages = [makeStage('inspect', 'done'), makeStage('ocr', 'skipped')];
    expect(states(makeAsset({ kind: 'image', stages }))).toEqual(['inspect done']);
  });

  it('says what failed', () => {
    const asset = makeAsset({ status: 'failed', stages: [makeStage('inspect', 'failed')] });
    expect(states(asset)).toEqual(['inspect failed']);
  });

  it('is waiting when nothing runs', () => {
    expect(nowLine(makeAsset({ status: 'processing', stages: [makeStage('inspect', 'queued')] }))).toBe(
      'Waiting for its turn',
    );
  });
});
