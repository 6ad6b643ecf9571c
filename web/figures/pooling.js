/** @param {import('./index.js').FigureContext} _context */
export function attachPooling(_context) {}
