/** @param {import('./index.js').FigureContext} _context */
export function attachOverfitting(_context) {}
