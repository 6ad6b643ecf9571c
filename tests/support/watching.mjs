/**
 * Notes long tasks and movements of the layout from now on.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<() => Promise<{ tasks: number[], moved: number }>>} takes the lengths of the tasks since the last
 *   call, in milliseconds, and how much has moved
 */
export async function watch(page) {
  await page.evaluate(() => {
    const seen = { tasks: /** @type {number[]} */ ([]), moved: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(Math.round(duration));
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.moved += /** @type {any} */ (entry).value;
    }).observe({ type: 'layout-shift' });
    Object.assign(window, { seen });
  });
  return () =>
    page.evaluate(() => {
      const { seen } = /** @type {any} */ (window);
      const taken = { tasks: seen.tasks.splice(0), moved: seen.moved };
      seen.moved = 0;
      return taken;
    });
}
