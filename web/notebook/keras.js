/** How Keras, NumPy and Jupyter write things down. */

const BAR = 20;

/**
 * A shape as NumPy prints it: (5000, 32, 32, 3), and (5000,) with one axis.
 * @param {number[]} shape
 */
export const tuple = (shape) => (shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`);

/**
 * A figure with four digits after the point.
 * @param {number} value
 */
const figure = (value) => (Number.isFinite(value) ? value.toFixed(4) : String(value).toLowerCase());

/**
 * The figures of an epoch or an evaluation, in Keras's order.
 * @param {import('../run/state.js').Figures} figures
 */
function figuresLine({ loss, accuracy, val_loss, val_accuracy }) {
  const line = `accuracy: ${figure(accuracy)} - loss: ${figure(loss)}`;
  if (val_loss === undefined || val_accuracy === undefined) return line;
  return `${line} - val_accuracy: ${figure(val_accuracy)} - val_loss: ${figure(val_loss)}`;
}

/**
 * How long a step takes, as Keras rounds it.
 * @param {number} seconds of all
 * @param {number} steps
 */
const pace = (seconds, steps) => `${Math.round((seconds * 1000) / steps)}ms/step`;

/**
 * What `fit` prints of an epoch that is over.
 * @param {import('../run/state.js').Epoch} epoch
 * @param {{ number: number, epochs: number, steps: number }} place
 */
export const epochLines = (epoch, { number, epochs, steps }) =>
  `Epoch ${number}/${epochs}\n` +
  `${steps}/${steps} ${'━'.repeat(BAR)} ${Math.round(epoch.seconds)}s ${pace(epoch.seconds, steps)} - ` +
  `${figuresLine(epoch)}\n`;

/**
 * What `fit` prints of the epoch at hand.
 * @param {{ number: number, epochs: number, step: number, steps: number }} place
 */
export function runningLines({ number, epochs, step, steps }) {
  const filled = Math.floor((step / steps) * BAR);
  return `Epoch ${number}/${epochs}\n${step}/${steps} ${'━'.repeat(filled)}${'─'.repeat(BAR - filled)}`;
}

/**
 * What `evaluate` prints with `verbose=2`.
 * @param {{ loss: number, accuracy: number }} figures
 * @param {{ images: number, seconds: number }} how
 */
export function evaluateLine(figures, { images, seconds }) {
  const steps = Math.ceil(images / 32);
  return `${steps}/${steps} - ${Math.round(seconds)}s - ${pace(seconds, steps)} - ${figuresLine(figures)}`;
}

/**
 * A learning rate as Python writes it.
 * @param {number} rate
 */
export const pythonRate = (rate) =>
  rate < 1e-4 ? rate.toExponential().replace(/e-(\d)$/, 'e-0$1') : rate === 1 ? '1.0' : String(rate);
