import { text } from '../text.js';
import { byId } from './dom.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

const KEY = 'convlab-theme';
/** @type {Theme[]} the order in which the button goes round */
const THEMES = ['system', 'light', 'dark'];

/** @returns {Theme} what was chosen before; `system` where nothing was, or where the browser keeps nothing */
function remembered() {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** @param {Theme} theme */
function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then holds for this visit.
  }
}

/** The theme button: system, light, dark, and round again. A change, also the system's, is the event `recolour`. */
export function attachTheme() {
  const changed = () => dispatchEvent(new Event('recolour'));
  const button = byId('theme', HTMLButtonElement);
  let theme = remembered();
  const apply = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = text.theme.name(theme);
    changed();
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    remember(theme);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  apply();
}
