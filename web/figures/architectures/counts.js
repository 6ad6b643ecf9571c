/**
 * What convolutions cost: weights, and multiplications for one image. Biases are left out, the stride is 1 and the map
 * keeps its size.
 *
 * @typedef {object} Convolution
 * @property {number} kernel side of the window
 * @property {number} input channels that come in
 * @property {number} output channels that go out
 * @property {number} side of the map
 *
 * @typedef {{ weights: number, products: number }} Cost
 */

/** A window over all channels for each output channel. @param {Convolution} convolution @returns {Cost} */
export function fullCost({ kernel, input, output, side }) {
  const weights = kernel * kernel * input * output;
  return { weights, products: weights * side * side };
}

/**
 * A window for each channel by itself, then a mixture of the channels at each place.
 * @param {Convolution} convolution
 * @returns {Cost & { depthwise: Cost, pointwise: Cost }}
 */
export function separableCost({ kernel, input, output, side }) {
  const places = side * side;
  const depthwise = { weights: kernel * kernel * input, products: kernel * kernel * input * places };
  const pointwise = { weights: input * output, products: input * output * places };
  return {
    weights: depthwise.weights + pointwise.weights,
    products: depthwise.products + pointwise.products,
    depthwise,
    pointwise,
  };
}
