/** @param {import('./index.js').FigureContext} _context */
export function attachClassification(_context) {}
