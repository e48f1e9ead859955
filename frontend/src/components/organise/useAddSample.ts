import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { assetKeys } from '@/api/assets';
import { addSampleLibrary } from '@/api/sample';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

/** Adds the sample library, and leads to where it can be asked. */
export function useAddSample() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: addSampleLibrary,
    onSuccess: ({ files }) => {
      void queryClient.invalidateQueries({ queryKey: assetKeys.all });
      void queryClient.invalidateQueries({ queryKey: ['collections'] });
      showToast({ text: messages.account.sampleAdded(files) });
      void navigate({ to: '/' });
    },
  });
}
