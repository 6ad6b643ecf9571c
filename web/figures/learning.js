/** @param {import('./index.js').FigureContext} _context */
export function attachLearning(_context) {}
