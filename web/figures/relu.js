/** @param {import('./index.js').FigureContext} _context */
export function attachRelu(_context) {}
