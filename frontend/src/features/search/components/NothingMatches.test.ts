import { describe, expect, it } from 'vitest';
import { suggestionsFor } from './NothingMatches';

describe('suggestionsFor', () => {
  it('offers what the query allows, and nothing else', () => {
    expect(suggestionsFor({ q: 'winter' })).toEqual([]);
    expect(suggestionsFor({ q: '"winter tyres" -snow', kind: 'image' }).map(({ q, kind }) => [q, kind])).toEqual([
      ['"winter tyres" -snow', undefined],
      ['winter tyres -snow', 'image'],
      ['"winter tyres"', 'image'],
    ]);
    expect(suggestionsFor({ q: '"winter tyres of the zeppelin"' }).map(({ q }) => q)).toEqual([
      'winter tyres of the zeppelin',
      'winter zeppelin',
    ]);
    expect(suggestionsFor({ q: 'a receipt for some headphones' }).map(({ q }) => q)).toEqual(['receipt headphones']);
  });
});
