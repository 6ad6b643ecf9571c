import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AxeBuilder } from '@axe-core/playwright';

import { openPage } from '../support/page.mjs';

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing wrong with any chapter, ${colorScheme}`, async (t) => {
    const { page } = await openPage(t, {
      webgpu: false,
      context: { viewport: { width: 1280, height: 900 }, colorScheme, reducedMotion: 'reduce' },
    });
    await page.locator('#strip canvas').first().waitFor();
    const chapters = await page.locator('main > section, footer').all();
    assert.ok(chapters.length > 10);
    for (const chapter of chapters) {
      const id = await chapter.getAttribute('id');
      await t.test(`${id}`, async () => {
        for (const figure of await chapter.locator('[data-figure]').all())
          await figure.scrollIntoViewIfNeeded();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).include(`#${id}`).analyze();
        assert.deepEqual(violations.map(described), []);
      });
    }
  });
}

test('every control can be reached by Tab, in the order of the page, and shows its focus', async (t) => {
  const { page } = await openPage(t, { webgpu: false, context: { viewport: { width: 1280, height: 900 } } });
  await page.locator('#strip canvas').first().waitFor();
  const reachable = await page.evaluate(
    () =>
      [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(
        (element) =>
          element instanceof HTMLElement &&
          element.tabIndex >= 0 &&
          !element.matches(':disabled') &&
          // A group of radio buttons is one stop.
          !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked) &&
          element.checkVisibility({ visibilityProperty: true }),
      ).length,
  );
  /** @type {string[]} */
  const withoutRing = [];
  let reached = 0;
  let last = null;
  let outOfOrder = 0;
  for (; reached < reachable; reached += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const previous = /** @type {any} */ (window).previousFocus;
      Object.assign(window, { previousFocus: element });
      const follows =
        !previous || Boolean(previous.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      return {
        name: element.outerHTML.slice(0, 90),
        ring: outlineStyle !== 'none' && outlineWidth !== '0px',
        follows,
      };
    });
    if (!found) break;
    if (!found.ring) withoutRing.push(found.name);
    if (!found.follows) outOfOrder += 1;
    last = found.name;
  }
  assert.deepEqual(withoutRing, [], 'controls without a focus ring');
  assert.equal(outOfOrder, 0, 'the order of Tab is the order of the page');
  assert.equal(reached, reachable, `the last: ${last}`);
});

/** @param {import('axe-core').Result} violation */
function described({ id, help, nodes }) {
  return `${id}: ${help}: ${nodes
    .slice(0, 3)
    .map(({ target, failureSummary }) => `${target} (${failureSummary})`)
    .join('; ')}`;
}
