import type { Collection } from '@/api/types';

export type Branch = Pick<Collection, 'id' | 'parent_id' | 'name'>;

/** From the top down to the collection itself. A ring, which the server refuses, would end where it closes. */
export function lineOf<T extends Branch>(all: readonly T[], of: T): T[] {
  const line = [of];
  for (;;) {
    const parent = all.find((each) => each.id === line[0]?.parent_id);
    if (!parent || line.includes(parent)) return line;
    line.unshift(parent);
  }
}

/** "Family / 2024", without the collection itself. */
export const pathOf = (all: readonly Branch[], of: Branch): string =>
  lineOf(all, of)
    .slice(0, -1)
    .map((each) => each.name)
    .join(' / ');

export const childrenOf = <T extends Branch>(all: readonly T[], parent: string | null): T[] =>
  all.filter((each) => each.parent_id === parent);
