/** Colours of pictures. */

/**
 * A shade of grey, as a picture of one channel has it.
 * @param {number} value
 * @param {number} brightest
 */
export function grey(value, brightest) {
  const level = Math.round((255 * value) / brightest);
  return [level, level, level];
}

/**
 * A shade of a channel's own colour: red, green or blue.
 * @param {number} value 0 to 1
 * @param {number} channel
 */
export const shade = (value, channel) =>
  [0, 1, 2].map((component) => (component === channel ? Math.round(255 * value) : 0));

/**
 * The colour of a picture's pixel.
 * @param {Uint8Array} pixels [32, 32, 3]
 * @param {number} index of the pixel
 */
export const pixel = (pixels, index) => [pixels[index * 3], pixels[index * 3 + 1], pixels[index * 3 + 2]];
