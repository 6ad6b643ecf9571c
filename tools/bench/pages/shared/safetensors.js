/** @typedef {import('./network.js').Weight} Weight */

/**
 * Weights as a safetensors file: the header's length in eight bytes, the header as JSON, the numbers.
 *
 * @param {Weight[]} weights
 * @param {Record<string, string>} [metadata] what the file says besides
 */
export function toSafetensors(weights, metadata) {
  let end = 0;
  const entries = weights.map(({ name, shape, values }) => {
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const about = metadata ? { __metadata__: metadata } : {};
  const text = JSON.stringify({ ...about, ...Object.fromEntries(entries) });
  const header = aligned(new TextEncoder().encode(text));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  for (let i = 0, at = 8 + header.length; i < weights.length; at += weights[i++].values.byteLength) {
    file.set(new Uint8Array(weights[i].values.buffer), at);
  }
  return file;
}

/**
 * Fills the header up with spaces, so that the numbers begin where eight divides.
 *
 * @param {Uint8Array} header
 */
function aligned(header) {
  const filled = new Uint8Array(8 * Math.ceil(header.length / 8)).fill(' '.charCodeAt(0));
  filled.set(header);
  return filled;
}
