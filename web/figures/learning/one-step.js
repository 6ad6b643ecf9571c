import { byId } from '../../views/dom.js';

/**
 * The way from the overview of one step to the step-through of the reader's own network.
 * @param {import('../index.js').FigureContext} context
 */
export function attachOneStep({ pictures, stepThrough }) {
  const button = byId('one-step-open', HTMLButtonElement);
  const show = () => {
    button.disabled = pictures.current === null;
  };
  button.addEventListener('click', () => {
    if (pictures.current) stepThrough.open(pictures.current, button);
  });
  pictures.onChange(show);
  show();
}
