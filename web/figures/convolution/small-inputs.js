import { text } from '../../text.js';
import { byId, makeOption } from '../../views/dom.js';
import { INPUTS, inputOf, readInput, USUAL, writeInput } from './inputs.js';

/**
 * The choice of the small picture.
 *
 * @param {import('../../address.js').Address} address
 * @param {(input: import('./inputs.js').Input) => void} changed
 */
export function attachInputs(address, changed) {
  const select = byId('convolution-input', HTMLSelectElement);
  const another = byId('convolution-another', HTMLButtonElement);
  select.append(...[...INPUTS, 'own'].map((name) => makeOption(text.convolution.inputs[name], name)));
  let current = address.read('input', readInput) ?? inputOf(USUAL);

  const show = () => {
    select.options[INPUTS.length].disabled = current.name !== 'own';
    select.value = current.name;
    another.disabled = current.name !== 'random';
  };
  /** @param {import('./inputs.js').Input} input */
  const take = (input) => {
    current = input;
    address.write('input', writeInput(input));
    show();
    changed(input);
  };
  select.addEventListener('change', () => take(inputOf(select.value)));
  another.addEventListener('click', () => take(inputOf('random', (current.seed % 999_999) + 1)));
  show();

  return {
    get current() {
      return current;
    },
    take,
  };
}
