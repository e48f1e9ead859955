import { AudioLines, File, FileText, Film, Image } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Asset, AssetKind } from '@/api/types';
import { messages } from '@/lib/messages';

export const KIND_ICONS: Record<AssetKind, LucideIcon> = {
  image: Image,
  document: FileText,
  video: Film,
  audio: AudioLines,
  other: File,
};

export const KINDS: readonly AssetKind[] = ['image', 'document', 'video', 'audio', 'other'];

export const isKind = (value: unknown): value is AssetKind => KINDS.includes(value as AssetKind);

export function KindIcon({ kind, className = 'i' }: { kind: AssetKind; className?: string }) {
  const Icon = KIND_ICONS[kind];
  return <Icon className={className} aria-hidden />;
}

const FORMATS: Record<string, string> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'text/plain': 'Text',
  'text/markdown': 'Markdown',
  'text/html': 'HTML',
  'audio/mpeg': 'MP3',
  'audio/x-wav': 'WAV',
  'audio/wav': 'WAV',
  'video/quicktime': 'QuickTime',
  'video/x-matroska': 'Matroska',
  'application/zip': 'ZIP',
};

/** "PDF", "JPEG", "Word", or the kind. */
export function formatName(asset: Pick<Asset, 'mime_type' | 'kind'>): string {
  const known = FORMATS[asset.mime_type];
  if (known) return known;
  const [type, subtype = ''] = asset.mime_type.split('/');
  if ((type === 'image' || type === 'audio' || type === 'video') && /^[a-z0-9]{2,5}$/.test(subtype))
    return subtype.toUpperCase();
  return messages.kinds.one[asset.kind];
}

export const isPdf = (asset: Pick<Asset, 'mime_type'>): boolean => asset.mime_type === 'application/pdf';
