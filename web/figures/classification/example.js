/** The small dense layer that the chapter works out: two maps of 2 by 2, and three units. */

/** The side of the maps, their number, and the units of the dense layer. */
export const SIDE = 2;
export const CHANNELS = 2;
export const UNITS = 3;
export const INPUTS = SIDE * SIDE * CHANNELS;

/** The maps in Keras's order, [row, column, channel]: flattening changes nothing but the shape. */
export const MAPS = Float32Array.of(1, 0, 0, 3, 2, 1, 0.5, 0);

/** [inputs, units] */
export const KERNEL = [
  1, -1, 0, -1, 0.5, 0, 0.5, 0, 1, 0.5, -0.5, 1, 0.5, 1, -0.5, 0, -1, 0.5, -1, 0, 2, 0, 1, -1,
];
export const BIAS = [0.5, 1, -1];
