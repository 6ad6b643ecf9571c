/**
 * What an inspection found, put together from the engine's header and numbers; `crates/core/src/inspect/header.rs`
 * writes them.
 *
 * @typedef {import('../protocol.js').Found} Found
 *
 * @typedef {object} Stats a summary of many numbers; NaN or infinite where they are, as in a run that has diverged
 * @property {number} min
 * @property {number} max
 * @property {number} mean
 * @property {number} deviation
 * @property {number} low where the first bin begins: 0, or `-high` if any number is negative
 * @property {number} high where the last bin ends
 * @property {Uint32Array} counts how many numbers lie in each of 41 equal bins
 *
 * @typedef {object} BatchNormReport numbers of each channel
 * @property {Float32Array} batchMean
 * @property {Float32Array} batchVariance
 * @property {Float32Array} movingMean
 * @property {Float32Array} movingVariance
 * @property {Float32Array | null} dGamma the gradient by gamma; null where none was computed or there is no gamma
 * @property {Float32Array | null} dBeta
 *
 * @typedef {object} ParameterReport
 * @property {string} name such as `conv2d/kernel`
 * @property {number[]} shape
 * @property {Stats} values
 * @property {Stats | null} gradient null where none was computed or none moves the parameter
 * @property {Float32Array | null} data the numbers, of parameters of up to 65,536
 *
 * @typedef {object} LayerReport
 * @property {string} name
 * @property {string} type Keras's class
 * @property {number[]} outputShape of an image
 * @property {Stats} output behind the layer's activation, over all images
 * @property {Stats | null} dOutput the gradient of the mean loss by it; where the loss looks through the layer's softmax,
 *   by the logits before
 * @property {Float32Array} map the output for one image
 * @property {{ units: number, of: number } | null} dead channels or units that are 0 for every image and place; of
 *   layers that end in ReLU
 * @property {number | null} zeros the share of outputs that are exactly 0; of layers that end in ReLU
 * @property {BatchNormReport | null} batchNorm
 * @property {ParameterReport[]} parameters
 *
 * @typedef {object} Inspection
 * @property {LayerReport[]} layers
 * @property {number} loss the mean over the images, with the penalty
 * @property {number} accuracy
 * @property {number} steps the optimiser's, so far
 */

/** The numbers before the records, and those of a record: six and 41 counts. */
const BEFORE = 3;
const RECORD = 47;

/**
 * @param {Found} found
 * @returns {Inspection}
 */
export function inspectionOf({ header, figures, values }) {
  const stats = (/** @type {number | null} */ record) => {
    if (record === null) return null;
    const numbers = figures.subarray(BEFORE + record * RECORD, BEFORE + (record + 1) * RECORD);
    const [min, max, mean, deviation, low, high] = numbers;
    return { min, max, mean, deviation, low, high, counts: Uint32Array.from(numbers.subarray(6)) };
  };
  const array = (/** @type {[number, number] | null} */ place) =>
    place && values.slice(place[0], place[0] + place[1]);
  const layers = JSON.parse(header);
  for (const layer of layers) {
    layer.output = stats(layer.output);
    layer.dOutput = stats(layer.dOutput);
    layer.map = array(layer.map);
    layer.zeros &&= layer.zeros[0] / layer.zeros[1];
    for (const name in layer.batchNorm) layer.batchNorm[name] = array(layer.batchNorm[name]);
    for (const parameter of layer.parameters) {
      parameter.values = stats(parameter.values);
      parameter.gradient = stats(parameter.gradient);
      parameter.data = array(parameter.data);
    }
  }
  const [loss, accuracy, steps] = figures;
  return { layers, loss, accuracy, steps };
}
