/**
 * What a saved model says of itself, of the JSON that the core gives. Its floats are hexadecimal digits of their bits.
 *
 * @param {string} json
 * @returns {import('../protocol.js').About}
 */
export function aboutOf(json) {
  const about = JSON.parse(json);
  const { training } = about;
  if (training) training.learningRate = floatOf(training.learningRate);
  if (training?.momentum) training.momentum = floatOf(training.momentum);
  return about;
}

/** @param {string} digits */
function floatOf(digits) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${digits}`));
  return view.getFloat64(0);
}
