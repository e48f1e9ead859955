import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { setSignedOutListener } from '@/api/client';
import { Toaster } from '@/components/ui/Toaster';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';

export function App() {
  const [queryClient] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(queryClient));
  useEffect(() => {
    setSignedOutListener(() => {
      void queryClient
        .invalidateQueries({ queryKey: ['session'], refetchType: 'none' })
        .then(() => router.invalidate());
    });
  }, [queryClient, router]);
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>
  );
}
