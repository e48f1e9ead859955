import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: { run: (context?: unknown, options?: unknown) => Promise<AxeResults> };
  }
}

/** WCAG 2.0 to 2.2, A and AA, and axe's best practices: nothing found. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // Fades have to be over, or axe measures the contrast of something half there.
  await page.evaluate(
    () => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))).then(() => {}),
    undefined,
  );
  // Evaluated, not added as a script: our content security policy forbids that, and is not to be softened for a test.
  await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const results = await window.axe.run(document, { runOnly: tags });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
  });
  expect(violations, name).toEqual([]);
}

/** Nothing reaches beyond the right edge. */
export async function expectNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${name}: pixels beyond the edge`).toBeLessThanOrEqual(0);
}
