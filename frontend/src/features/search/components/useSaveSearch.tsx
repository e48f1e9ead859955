import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createCollection } from '@/api/collections';
import { filtersOf } from '@/api/search';
import type { SearchTerms } from '@/api/search';
import { NameDialog } from '@/components/ui/NameDialog';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

/** Keeps a search as a smart collection: it holds what the search finds whenever it is opened. */
export function useSaveSearch({ q, sort: _sort, ...narrowing }: SearchTerms) {
  const [open, setOpen] = useState(false);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: (name: string) => createCollection({ name, query: q, filters: filtersOf(narrowing) }),
    onSuccess: ({ id, name }) => {
      setOpen(false);
      void queryClient.invalidateQueries({ queryKey: ['collections'] });
      const show = () => void navigate({ to: '/collections/$collectionId', params: { collectionId: id } });
      showToast({ text: messages.search.saved(name), action: { label: messages.upload.view, run: show } });
    },
  });
  return {
    ask: () => {
      save.reset();
      setOpen(true);
    },
    dialog: (
      <NameDialog
        open={open}
        title={messages.search.save}
        label={messages.organise.collectionName}
        action={messages.search.saveShort}
        name={q}
        error={save.error?.message}
        onSubmit={(name) => save.mutate(name)}
        onClose={() => setOpen(false)}
      />
    ),
  };
}
