/**
 * Loads the twins when a figure comes near the screen.
 *
 * @param {Element} host
 * @param {import('../index.js').FigureContext} context
 * @param {{ loaded: (twins: import('../../explain.js').Twins) => void, failed: () => void }} told
 */
export function whenNear(host, context, { loaded, failed }) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      context.twins().then(loaded, failed);
    },
    { rootMargin: '400px' },
  );
  watch.observe(host);
}
