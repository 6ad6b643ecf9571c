/** @param {import('./index.js').FigureContext} _context */
export function attachLogits(_context) {}
