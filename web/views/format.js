/** How the page writes numbers: thousands grouped, minus as a real minus sign, units in words. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** @param {string} written */
const realMinus = (written) => written.replace('-', '−');

/**
 * A whole number: 5,000.
 * @param {number} value
 */
export const count = (value) => realMinus(grouped.format(value));

/**
 * A number with its noun: 1 epoch, 10 epochs.
 * @param {number} value
 * @param {string} noun
 */
export const plural = (value, noun) => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/**
 * A share as a percentage: 52.6 %, which no line break parts.
 * @param {number} share 0 to 1
 * @param {number} [digits] after the point
 */
export const percent = (share, digits = 1) =>
  Number.isFinite(share) ? `${realMinus((share * 100).toFixed(digits))}\u00a0%` : 'not a number';

/**
 * A loss, or any figure of its size: three digits after the point below ten, fewer above.
 * @param {number} value
 */
export const shortNumber = (value) => {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? 'not a number' : realMinus(value < 0 ? '-∞' : '∞');
  const size = Math.abs(value);
  if (size >= 1e6) return realMinus(value.toExponential(2));
  return realMinus(value.toFixed(size < 10 ? 3 : size < 1000 ? 1 : 0));
};

/**
 * Images a second: 212, 7.4.
 * @param {number} value
 */
export const rate = (value) => (value < 10 ? value.toFixed(1) : count(value));

/**
 * Bytes in megabytes (10^6), without the unit: 12.4.
 * @param {number} bytes
 */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});

/** A time of this day: 14:05. @param {Date} date */
export const clock = (date) => hours.format(date);

/** A day and its time: 3 March, 14:05; of this day the time alone. @param {Date} date */
export const day = (date) =>
  date.toDateString() === new Date().toDateString() ? clock(date) : days.format(date).replace(' at ', ', ');

/**
 * A length of time in words: 8 s, 1 min 20 s, 2 h 5 min.
 * @param {number} seconds
 */
export const duration = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};
