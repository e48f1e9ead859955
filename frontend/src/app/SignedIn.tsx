import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { listenForEvents } from '@/api/events';
import { DropAnywhere } from '@/features/upload/components/DropAnywhere';
import { usePainted } from '@/lib/painted';
import { warmUp } from './parts';
import { ShortcutSheet } from './ShortcutSheet';

/** What every page has once somebody is signed in: live events, and files that can be dropped anywhere. */
export function SignedIn() {
  const queryClient = useQueryClient();
  useEffect(() => listenForEvents(queryClient), [queryClient]);
  useEffect(() => warmUp(), []);
  const painted = usePainted();
  return (
    <>
      <Outlet />
      {painted && (
        <>
          <DropAnywhere />
          <ShortcutSheet />
        </>
      )}
    </>
  );
}
