import { unpack } from '../design/packed.js';
import { presetNames, presets } from '../presets.js';
import { oneOf } from '../readers.js';
import { text } from '../text.js';
import { byId, makeOption, write } from './dom.js';

/**
 * The choice of the network in the panel. A network that has learned keeps its design until it is reset.
 *
 * @param {import('../run/state.js').State} state
 * @param {import('../run/run.js').Run} run
 * @param {import('../address.js').Address} address
 */
export function attachNetwork(state, run, address) {
  const select = byId('network', HTMLSelectElement);
  const hint = byId('network-hint', HTMLElement);
  select.append(...presetNames.map((name) => makeOption(text.network.names[name], name)));

  const own = makeOption(text.network.names.own, 'own');
  const [usual] = presetNames;
  const designOf = (/** @type {import('../presets.js').Preset} */ preset) => ({
    preset,
    description: presets[preset](),
  });
  select.addEventListener('change', () => {
    const preset = presetNames.find((name) => name === select.value);
    address.write('net', preset === usual ? null : select.value);
    if (preset) void run.setDesign(designOf(preset));
    else if (state.own) void run.setDesign({ preset: 'own', description: state.own });
  });
  state.own = address.read('design', unpack);
  const asked = address.read('net', oneOf(state.own ? [...presetNames, 'own'] : presetNames));
  if (asked === 'own' && state.own) state.design = { preset: 'own', description: state.own };
  else if (asked && asked !== 'own') state.design = designOf(asked);

  return {
    show() {
      if (state.own && !own.isConnected) select.append(own);
      const { preset } = state.design;
      if (select.value !== preset) select.value = preset;
      write(hint, text.network.about[preset]);
    },
  };
}
