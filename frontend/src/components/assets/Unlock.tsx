import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LockOpen } from 'lucide-react';
import { useState } from 'react';
import { unlockAsset } from '@/api/assets';
import { patchAsset } from '@/api/events';
import type { Asset } from '@/api/types';
import { Field } from '@/components/ui/Field';
import { messages } from '@/lib/messages';

/** Of all that is encrypted, a PDF alone can be opened here. */
export const isLocked = (asset: Pick<Asset, 'error' | 'mime_type' | 'unlocked_url'>): boolean =>
  asset.error?.code === 'encrypted' && asset.mime_type === 'application/pdf' && !asset.unlocked_url;

const SETTLED = new Set(['empty', 'encrypted', 'no_text', 'unsupported']);

/** What is wrong with some files stays wrong, however often they are read. */
export const canRetry = (asset: Pick<Asset, 'error'>): boolean => !SETTLED.has(asset.error?.code ?? '');

/** Asks for the password of a locked document. It is used once and not kept. */
export function Unlock({ asset }: { asset: Asset }) {
  const queryClient = useQueryClient();
  const [password, setPassword] = useState('');
  const unlock = useMutation({
    mutationFn: () => unlockAsset(asset.id, password),
    onSuccess: (unlocked) => patchAsset(queryClient, unlocked),
  });
  return (
    <form
      className="unlock"
      onSubmit={(event) => {
        event.preventDefault();
        if (password) unlock.mutate();
      }}
    >
      <Field
        label={messages.viewer.lockedPassword}
        type="password"
        autoComplete="off"
        value={password}
        hint={messages.viewer.lockedHint}
        error={unlock.error?.message}
        onChange={(event) => setPassword(event.target.value)}
      />
      <button className="btn btn--main" type="submit" disabled={unlock.isPending || password === ''}>
        <LockOpen className="i" aria-hidden />
        {messages.viewer.unlock}
      </button>
    </form>
  );
}
