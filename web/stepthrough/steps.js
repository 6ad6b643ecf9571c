import { make, write } from '../views/dom.js';
import { number } from './words.js';

/** The stations of a cell's sum, each of which has its number from its phase on. */
export class Steps {
  element = make('dl', 'steps');

  /**
   * @param {import('./subjects/subject.js').Step[]} steps
   * @param {import('../player/player.js').Phase[]} phases
   * @param {number} phase the one at hand
   * @param {import('./words.js').Digits} digits
   */
  show(steps, phases, phase, digits) {
    while (this.element.children.length > steps.length) this.element.lastElementChild?.remove();
    while (this.element.children.length < steps.length) {
      const line = make('div');
      line.append(make('dt'), make('dd'));
      this.element.append(line);
    }
    steps.forEach((step, index) => {
      const [name, value] = this.element.children[index].children;
      const isThere = phases.findIndex((station) => station.name === step.phase) <= phase;
      write(name, step.label);
      write(value, isThere ? number(step.value, digits) : '\u00a0');
      const exact = isThere ? number(step.value, null) : '';
      if (value.getAttribute('title') !== exact) value.setAttribute('title', exact);
    });
  }
}
