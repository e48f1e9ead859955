import { useNavigate } from '@tanstack/react-router';
import { keepPicture } from '@/lib/askedPicture';

/** Looks for files like a picture that was chosen or pasted. */
export function useSearchByPicture(): (picture: Blob) => void {
  const navigate = useNavigate();
  return (picture) => void keepPicture(picture).then((id) => navigate({ to: '/', search: { picture: id } }));
}
