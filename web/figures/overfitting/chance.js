/**
 * Repeatable chance for illustrations: the same seed gives the same numbers. What the engine draws comes from its own
 * generator, in Rust.
 *
 * @param {number} seed
 * @returns {() => number} the next number, from 0 to below 1
 */
export function chanceFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
