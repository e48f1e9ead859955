import { Check, TriangleAlert } from 'lucide-react';
import type { Asset } from '@/api/types';
import { Spinner } from '@/components/ui/States';
import { messages } from '@/lib/messages';
import { stepsOf } from './steps';
import type { StepState } from './steps';

const CLASS: Record<StepState, string | undefined> = { done: 'done', now: 'now', todo: undefined, failed: 'bad' };

function StepIcon({ state }: { state: StepState }) {
  if (state === 'done') return <Check className="i" aria-hidden />;
  if (state === 'now') return <Spinner large />;
  if (state === 'failed') return <TriangleAlert className="i" aria-hidden />;
  return <span className="o" />;
}

/** Done, now, to come, failed: each with its words. */
export function StageList({ asset, sent }: { asset: Pick<Asset, 'stages' | 'status' | 'kind'>; sent?: boolean }) {
  const steps = stepsOf(asset);
  return (
    <ol className="stages" aria-label={messages.stages.label}>
      {sent && (
        <li className="done">
          <StepIcon state="done" />
          {messages.stages.sent}
        </li>
      )}
      {steps.map((step) => (
        <li key={step.key} className={CLASS[step.state]}>
          <StepIcon state={step.state} />
          {step.label}
          <span className="sr">, {messages.stages.state[step.state]}</span>
        </li>
      ))}
    </ol>
  );
}
