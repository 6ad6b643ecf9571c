/**
 * @param {import('../figures/index.js').Context} _context
 * @param {{ valid: () => boolean }} _settings
 * @param {() => void} _mark
 */
export function attachNotebook(_context, _settings, _mark) {
  return { show() {} };
}
