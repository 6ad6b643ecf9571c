/** @typedef {import('./workload.js').Weight} Weight */

/**
 * Weights as a safetensors file: the header's length in eight bytes, the header as JSON, the numbers.
 *
 * @param {Weight[]} weights
 */
export function toSafetensors(weights) {
  let end = 0;
  const entries = weights.map(({ name, shape, values }) => {
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const header = new TextEncoder().encode(aligned(JSON.stringify(Object.fromEntries(entries))));
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
 * @param {string} header in ASCII
 */
const aligned = (header) => header.padEnd(8 * Math.ceil(header.length / 8));
