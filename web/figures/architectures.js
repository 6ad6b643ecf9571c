/** @param {import('./index.js').FigureContext} _context */
export function attachArchitectures(_context) {}
