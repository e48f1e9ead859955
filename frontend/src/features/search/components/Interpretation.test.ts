import { describe, expect, it } from 'vitest';
import { withoutPart } from './Interpretation';

describe('withoutPart', () => {
  it('takes a part away, counted in code points', () => {
    expect(withoutPart('🚲 bike before:2024 shed', { start: 7, end: 18 })).toBe('🚲 bike shed');
    expect(withoutPart('-snow', { start: 0, end: 5 })).toBe('');
  });
});
