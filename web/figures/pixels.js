/** @param {import('./index.js').FigureContext} _context */
export function attachPixels(_context) {}
