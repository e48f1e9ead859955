import { describe, expect, it } from 'vitest';
import { de } from './de';
import { en } from './en';

describe('what the service says', () => {
  it('is said in German where its code is known, and as it came where it is not', () => {
    expect(de.problems.said('encrypted', 'This PDF needs a password to open.')).toMatch(/Passwort/);
    expect(de.problems.said('a_code_of_tomorrow', 'Something new.')).toBe('Something new.');
    expect(de.problems.said('toString', 'No code.')).toBe('No code.');
    expect(de.problems.hint('unknown_tag', 'tag:holiday', '')).toContain('tag:holiday');
  });

  it('keeps the commands that help', () => {
    const detail = 'Office files are found by their names alone. Install it: `apt install libreoffice`';
    expect(de.problems.missing('office', detail)).toMatch(/Namen.*`apt install libreoffice`/);
  });

  it('is more exact in English than a catalogue could be', () => {
    expect(en.problems.said('corrupt', 'Page 3 of this PDF is damaged.')).toBe('Page 3 of this PDF is damaged.');
  });
});
