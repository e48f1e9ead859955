/** The pipeline as a person sees it: a handful of steps, in words. */
import type { Asset, StageView } from '@/api/types';
import { formatTimecode } from '@/lib/format';
import { messages } from '@/lib/messages';

export type StepState = 'done' | 'now' | 'todo' | 'failed';

export interface Step {
  key: keyof typeof messages.stages.done;
  state: StepState;
  label: string;
}

/** `ocr` and `extract` are both reading. */
const ORDER: { key: Step['key']; stages: readonly string[] }[] = [
  { key: 'inspect', stages: ['inspect'] },
  { key: 'preview', stages: ['preview'] },
  { key: 'extract', stages: ['extract', 'ocr'] },
  { key: 'transcribe', stages: ['transcribe'] },
  { key: 'scenes', stages: ['scenes'] },
  { key: 'playback', stages: ['playback'] },
  { key: 'visual', stages: ['visual'] },
  { key: 'attachments', stages: ['attachments'] },
  { key: 'unpack', stages: ['unpack'] },
  { key: 'embed', stages: ['embed'] },
  { key: 'describe', stages: ['describe'] },
];

/** Steps that every file has, and those of every file that is read. */
const EARLY: ReadonlySet<Step['key']> = new Set(['inspect', 'preview']);
const TEXT: ReadonlySet<Step['key']> = new Set(['extract', 'embed', 'describe']);

/** Steps that have begun, and while the file is being read also those that come; what was not needed is left out. */
export function stepsOf(asset: Pick<Asset, 'stages' | 'status' | 'kind'>): Step[] {
  const underWay = asset.status === 'processing';
  const read = asset.kind === 'image' || asset.kind === 'document';
  return ORDER.flatMap(({ key, stages }): Step[] => {
    const views = asset.stages.filter((view) => stages.includes(view.stage));
    if (views.length === 0) {
      const comes = underWay && (EARLY.has(key) || (read && TEXT.has(key)));
      return comes ? [{ key, state: 'todo', label: messages.stages.done[key] }] : [];
    }
    if (views.every((view) => view.status === 'skipped')) return [];
    return [{ key, ...stateOf(key, views) }];
  });
}

function stateOf(key: Step['key'], views: StageView[]): { state: StepState; label: string } {
  const running = views.find((view) => view.status === 'running');
  if (running) return { state: 'now', label: nowLabel(key, running) };
  if (views.some((view) => view.status === 'failed')) return { state: 'failed', label: messages.stages.done[key] };
  const waiting = views.find((view) => view.status === 'waiting');
  if (waiting) return { state: 'now', label: `${messages.stages.done[key]}: ${messages.stages.retryWait}` };
  const queued = views.some((view) => view.status === 'queued');
  return { state: queued ? 'todo' : 'done', label: messages.stages.done[key] };
}

function nowLabel(key: Step['key'], view: StageView): string {
  const { done, total, unit } = view.progress ?? { done: 0 };
  if (key === 'extract' && total && total > 1 && (!unit || unit.startsWith('page')))
    return messages.stages.readingPage(done, total);
  if (key === 'transcribe' && total && unit === 'ms')
    return messages.stages.listening(formatTimecode(done), formatTimecode(total));
  if (key === 'embed' && total && total > 1) return messages.stages.indexing(done, total);
  return messages.stages.now[key];
}

/** One line: what happens right now. A tile has room for few words. */
export function nowLine(
  asset: Pick<Asset, 'stages' | 'status' | 'kind'>,
  waiting: string = messages.stages.waiting,
): string {
  const steps = stepsOf(asset);
  return steps.find((step) => step.state === 'now')?.label ?? waiting;
}
