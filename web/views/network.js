import { presetNames, presets } from '../presets.js';
import { oneOf } from '../readers.js';
import { text } from '../text.js';
import { byId, make, write } from './dom.js';

/** The value in the select, and in the address, of a design of the reader's own. */
const OWN = 'own';

/**
 * The choice of the network in the panel: one of the presets, or the design that the reader made. A network that has
 * learned keeps its design until it is reset.
 *
 * @param {import('../run/state.js').State} state
 * @param {import('../run/run.js').Run} run
 * @param {import('../address.js').Address} address
 */
export function attachNetwork(state, run, address) {
  const select = byId('network', HTMLSelectElement);
  const hint = byId('network-hint', HTMLElement);
  const own = option(OWN, text.network.own);
  own.hidden = true;
  select.append(...presetNames.map((name) => option(name, text.network.names[name])), own);
  /** The last design of the reader's own. @type {import('../run/state.js').Design | null} */
  let made = null;

  select.addEventListener('change', () => {
    const preset = presetNames.find((name) => name === select.value);
    const design = preset ? { preset, description: presets[preset]() } : made;
    if (design) void run.setDesign(design);
  });
  const asked = address.read('net', oneOf([...presetNames, OWN]));
  const preset = presetNames.find((name) => name === asked);
  if (preset) state.design = { preset, description: presets[preset]() };

  return {
    show() {
      const { preset } = state.design;
      if (!preset) made = state.design;
      own.hidden = made === null;
      const value = preset ?? OWN;
      if (select.value !== value) select.value = value;
      write(hint, preset ? text.network.about[preset] : text.network.aboutOwn);
      address.write('net', value === presetNames[0] ? null : value);
    },
  };
}

/** @param {string} value @param {string} label */
function option(value, label) {
  const made = make('option', '', label);
  made.value = value;
  return made;
}
