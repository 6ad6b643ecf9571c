/**
 * Colours for numbers. Signed values go from blue over the page's neutral to vermilion, weights from teal to brown,
 * both safe for colour-blind readers; zero is always the neutral. In the dark the ends are brighter and the
 * neutral is the page's.
 *
 * @typedef {'activation' | 'weight'} Kind
 * @typedef {{ low: number[], zero: number[], high: number[] }} Ramp
 */

/** @type {Record<'light' | 'dark', Record<Kind, Ramp>>} */
const RAMPS = {
  light: {
    activation: { low: [33, 102, 172], zero: [247, 247, 247], high: [178, 24, 43] },
    weight: { low: [1, 102, 94], zero: [245, 245, 245], high: [140, 81, 10] },
  },
  dark: {
    activation: { low: [90, 160, 226], zero: [36, 38, 43], high: [240, 106, 92] },
    weight: { low: [74, 184, 172], zero: [36, 38, 43], high: [222, 156, 74] },
  },
};

const dark = matchMedia('(prefers-color-scheme: dark)');

/** @returns {'light' | 'dark'} the theme in force */
export function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark.matches ? 'dark' : 'light';
}

/**
 * The colour of a value.
 * @param {number} value
 * @param {number} range the size of value that gets a ramp's end; 0 gives the neutral to everything
 * @param {Kind} [kind]
 * @returns {number[]} red, green, blue, 0 to 255
 */
export function colourOf(value, range, kind = 'activation') {
  const { low, zero, high } = RAMPS[currentTheme()][kind];
  const share = range > 0 && Number.isFinite(value) ? Math.min(1, Math.abs(value) / range) : 0;
  const end = value < 0 ? low : high;
  return zero.map((from, index) => Math.round(from + (end[index] - from) * share));
}

/** @param {number[]} colour */
export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/**
 * Ink that can be read on a colour.
 * @param {number[]} colour
 */
export function inkOn([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 128 ? '#1c1b19' : '#fbfaf7';
}

/**
 * The largest size among numbers, for a range.
 * @param {ArrayLike<number>} values
 */
export function rangeOf(values) {
  let range = 0;
  for (let index = 0; index < values.length; index += 1) range = Math.max(range, Math.abs(values[index]));
  return range;
}
