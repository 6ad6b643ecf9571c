/**
 * A convolution as the subjects see it: a layer, or the half of a separable one that mixes the maps.
 *
 * @typedef {import('../journey.js').Journey} Journey
 * @typedef {import('../../explain.js').Sliding} Sliding
 *
 * @typedef {object} ConvolutionPart
 * @property {string} name
 * @property {Sliding} sliding
 * @property {number[]} inputShape
 * @property {number[]} outputShape
 * @property {boolean} relu
 * @property {boolean} isFirst whether its input are the images
 * @property {Float32Array} input
 * @property {Float32Array} output
 * @property {Float32Array} kernel
 * @property {Float32Array | null} bias
 * @property {() => { dZ: Float32Array, dKernel: Float32Array, dInput: Float32Array }} back once the gradient has come back
 */

/** @param {Journey} journey @param {number} layer @returns {ConvolutionPart} */
export function convolutionOf(journey, layer) {
  const { name, inputShape, outputShape, relu, inputs, ...outline } = journey.layers[layer];
  return {
    name,
    inputShape,
    outputShape,
    relu,
    sliding: /** @type {Sliding} */ (outline.sliding),
    isFirst: inputs[0] < 0,
    input: journey.get('input', layer),
    output: journey.get('output', layer),
    kernel: journey.get('kernel', layer),
    bias: journey.get('bias', layer),
    back: () => ({
      dZ: journey.get('dPreActivation', layer) ?? journey.get('dOutput', layer),
      dKernel: journey.get('dKernel', layer),
      dInput: journey.get('dInput', layer),
    }),
  };
}

/** The half of a separable convolution that mixes the maps. @param {Journey} journey @param {number} layer @returns {ConvolutionPart} */
export function pointwiseOf(journey, layer) {
  const whole = convolutionOf(journey, layer);
  const [rows, columns, filters] = whole.outputShape;
  const middle = journey.get('middle', layer);
  /** @type {[number, number, number]} */
  const inputShape = [rows, columns, middle.length / (rows * columns)];
  return {
    ...whole,
    inputShape,
    sliding: { input: inputShape, size: [1, 1], strides: [1, 1], padding: 'valid', filters },
    isFirst: false,
    input: middle,
    kernel: journey.get('pointwise', layer),
    back: () => ({
      dZ: whole.back().dZ,
      dKernel: journey.get('dPointwise', layer),
      dInput: journey.get('dMiddle', layer),
    }),
  };
}

/**
 * A depthwise convolution, or the half of a separable one that is one.
 * @param {Journey} journey @param {number} layer @returns {ConvolutionPart}
 */
export function depthwiseOf(journey, layer) {
  const whole = convolutionOf(journey, layer);
  const { multiplier = 1, input } = whole.sliding;
  const channels = input[2] * multiplier;
  const isHalf = journey.layers[layer].type === 'SeparableConv2D';
  const sliding = { ...whole.sliding, filters: channels };
  if (!isHalf) return { ...whole, sliding };
  const [rows, columns] = whole.outputShape;
  return {
    ...whole,
    sliding,
    outputShape: [rows, columns, channels],
    relu: false,
    output: journey.get('middle', layer),
    bias: null,
    back: () => ({ ...whole.back(), dZ: journey.get('dMiddle', layer) }),
  };
}
