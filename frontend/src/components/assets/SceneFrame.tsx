import type { CSSProperties } from 'react';
import type { Asset } from '@/api/types';
import { Picture } from './Picture';

export interface Scene {
  start: number;
  end: number;
}

/** The scenes of a video in milliseconds, as the pipeline cut it. */
export function scenesOf(asset: Pick<Asset, 'details'>): Scene[] {
  const { scenes } = asset.details;
  if (!Array.isArray(scenes)) return [];
  return scenes.flatMap((scene: unknown): Scene[] => {
    if (!scene || typeof scene !== 'object') return [];
    const { start_ms: start, end_ms: end } = scene as Record<string, unknown>;
    return typeof start === 'number' && typeof end === 'number' ? [{ start, end }] : [];
  });
}

export const sceneAt = (scenes: readonly Scene[], ms: number): number =>
  Math.max(
    0,
    scenes.findLastIndex((scene) => scene.start <= ms),
  );

/** One frame out of the strip, on which the scenes stand side by side; the poster where there is no strip. */
export function SceneFrame({ asset, index, count, alt }: { asset: Asset; index: number; count: number; alt: string }) {
  if (!asset.sprite_url || count === 0) return <Picture asset={asset} large sizes="34rem" alt={alt} />;
  const style: CSSProperties = {
    aspectRatio: asset.width && asset.height ? asset.width / asset.height : undefined,
    backgroundImage: `url(${asset.sprite_url})`,
    backgroundSize: `${count * 100}% 100%`,
    backgroundPosition: `${count > 1 ? (index / (count - 1)) * 100 : 0}% 0`,
  };
  // Without words of its own it is an ornament beside those of others.
  const spoken = alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt };
  return <span className="frame" {...spoken} style={style} />;
}
