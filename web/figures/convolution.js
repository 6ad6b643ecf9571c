/** @param {import('./index.js').FigureContext} _context */
export function attachConvolution(_context) {}
