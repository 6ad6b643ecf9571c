/**
 * Convolution as it stands in a textbook, to hold the page's numbers against: no code of the page is used.
 *
 * @typedef {object} Convolution
 * @property {number} side of the square picture
 * @property {number} [channels]
 * @property {number[]} kernel [size, size], the same for every channel
 * @property {'valid' | 'same'} [padding]
 * @property {number} [stride]
 * @property {number} [bias]
 */

/**
 * @param {ArrayLike<number>} picture [side, side, channels]
 * @param {Convolution} convolution
 * @returns {{ side: number, values: number[] }} the output, square
 */
export function convolve(picture, { side, channels = 1, kernel, padding = 'valid', stride = 1, bias = 0 }) {
  const size = Math.sqrt(kernel.length);
  const output = padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - size) / stride) + 1;
  const padded = padding === 'same' ? Math.max(0, (output - 1) * stride + size - side) : 0;
  const before = Math.floor(padded / 2);
  const values = [];
  for (let y = 0; y < output; y += 1) {
    for (let x = 0; x < output; x += 1) {
      let sum = bias;
      for (let u = 0; u < size; u += 1) {
        for (let v = 0; v < size; v += 1) {
          const [row, column] = [y * stride + u - before, x * stride + v - before];
          if (row < 0 || column < 0 || row >= side || column >= side) continue;
          for (let c = 0; c < channels; c += 1)
            sum += picture[(row * side + column) * channels + c] * kernel[u * size + v];
        }
      }
      values.push(sum);
    }
  }
  return { side: output, values };
}

export const SOBEL_X = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

/**
 * The pixels of the picture that the figures show, divided by 255, as the picker has painted it.
 * @param {import('playwright-core').Page} page
 * @param {string} picker
 * @returns {Promise<number[]>} [32, 32, 3]
 */
export async function chosenPicture(page, picker) {
  const canvas = page.locator(`${picker} [aria-pressed="true"] canvas`);
  await canvas.waitFor();
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) return [];
    const data = element.getContext('2d')?.getImageData(0, 0, 32, 32).data ?? [];
    return Array.from(data)
      .filter((_, index) => index % 4 < 3)
      .map((byte) => byte / 255);
  });
}
