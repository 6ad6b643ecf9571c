import { rangeOf } from '../draw/palette.js';

/**
 * What number gets the end of a colour ramp: the largest of the map itself, of its layer, or of the whole network.
 *
 * @typedef {'unit' | 'layer' | 'network'} Scope
 * @typedef {import('./subjects/subject.js').Plane} Plane
 */

export const SCOPES = /** @type {const} */ (['unit', 'layer', 'network']);

/** @type {WeakMap<ArrayLike<number>, number>} */
const known = new WeakMap();

/** @param {ArrayLike<number>} values some of which may be missing */
function reach(values) {
  let range = known.get(values);
  if (range === undefined) {
    range = rangeOf(Array.from(values).some(Number.isNaN) ? Array.from(values).filter(isFinite) : values);
    known.set(values, range);
  }
  return range;
}

/**
 * @param {Plane} plane
 * @param {Scope} scope
 * @param {import('./journey.js').Journey} journey
 */
export function rangeFor({ family, values, unit, whole }, scope, journey) {
  if (family === 'product') return reach(values);
  if (scope === 'network') return journey.rangeOf(family);
  return reach(scope === 'unit' ? unit : whole);
}

/** @param {import('./journey.js').Family} family */
export const rampOf = (family) => (family === 'weight' ? 'weight' : 'activation');
