/**
 * The colours of the page as a canvas needs them: resolved for the theme in force.
 * @returns {import('./plot.js').Palette & { accent: string, veil: string }}
 */
export function currentPalette() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    paper: read('--paper'),
    ink: read('--ink'),
    quiet: read('--quiet'),
    fine: read('--fine'),
    rule: read('--rule'),
    accent: read('--accent'),
    veil: read('--veil'),
  };
}

/** For what leaves the page: ink on paper, whatever the theme. */
export const paperPalette = {
  ink: '#1c1b19',
  quiet: '#5f5c55',
  fine: '#958f84',
  rule: '#e4e0d6',
  paper: '#fbfaf7',
};
