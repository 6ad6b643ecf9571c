import { text } from '../text.js';
import { make, makeOption, write } from '../views/dom.js';
import { attachKeys, cellKeys } from './keys.js';

/** @typedef {import('./player.js').Player} Player */

/** What the transport's buttons show, as paths in a square of 16; each has a name and its key besides. */
const ICONS = {
  first: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M11 3v10L4 8z',
  play: 'M4 2v12l9-6z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M5 3v10l7-5z',
  last: 'M11 3h2v10h-2zM3 3v10l7-5z',
};

/** The speeds on offer. */
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/**
 * The transport that every animation has: first, back, play, forward, last; a scrubber over the output's cells; the
 * phases of a cell; the speed. Keys work while the stage has the focus, and are said below it.
 *
 * @param {HTMLElement} host where the transport stands
 * @param {HTMLElement} stage what takes the keys
 * @param {Player} player
 * @param {object} [options]
 * @param {Record<string, string>} [options.phaseNames] what each phase is called; those of the table by default
 * @returns {{ show: () => void }} brings it up to date; to be called in every frame that is drawn
 */
export function attachTransport(host, stage, player, { phaseNames = text.player.phases } = {}) {
  host.classList.add('player');
  const buttons = make('div', 'player-buttons');
  buttons.setAttribute('role', 'group');
  buttons.setAttribute('aria-label', text.player.group);
  const deeds = /** @type {const} */ (['first', 'back', 'play', 'forward', 'last']);
  const [first, back, play, forward, last] = deeds.map((name) => {
    const button = make('button', 'icon');
    button.type = 'button';
    button.append(icon(ICONS[name]));
    label(button, text.player.buttons[name]);
    button.addEventListener('click', () => (name === 'play' ? player.toggle() : player[name]()));
    buttons.append(button);
    return button;
  });

  const scrubber = make('input', 'scrubber');
  scrubber.type = 'range';
  scrubber.min = '1';
  scrubber.step = '1';
  scrubber.setAttribute('aria-label', text.player.scrubber);
  scrubber.addEventListener('input', () => player.seek(Number(scrubber.value) - 1));
  const place = make('span', 'player-place');

  const speed = make('select', 'speed');
  speed.setAttribute('aria-label', text.player.speed);
  speed.append(...SPEEDS.map((value) => makeOption(text.player.speedOf(value), value)));
  speed.value = '1';
  speed.addEventListener('change', () => (player.speed = Number(speed.value)));

  const phases = make('div', 'player-phases');
  phases.setAttribute('role', 'group');
  phases.setAttribute('aria-label', text.player.phasesGroup);
  const stations = player.phases.slice(1).map(({ name }, index) => {
    const button = make('button', 'station', phaseNames[name]);
    button.type = 'button';
    button.addEventListener('click', () => player.seekPhase(index + 1));
    phases.append(button);
    return button;
  });

  const line = make('div', 'player-line');
  line.append(scrubber, place, speed);
  const keys = make('p', 'player-keys', text.player.keys);
  keys.id = `${stage.id}-keys`;
  stage.setAttribute('aria-describedby', keys.id);
  host.append(buttons, line, phases, keys);
  attachKeys(stage, {
    ...cellKeys(player),
    ' ': () => player.toggle(),
    ',': () => player.back(),
    '.': () => player.forward(),
  });

  return {
    show() {
      const { cell, phase, y, x } = player.moment;
      const ending = player.phases.length - 1;
      play.querySelector('path')?.setAttribute('d', player.playing ? ICONS.pause : ICONS.play);
      label(play, player.playing ? text.player.buttons.pause : text.player.buttons.play);
      first.disabled = back.disabled = cell === 0 && phase <= 1;
      if (cell === 0 && phase === ending) back.disabled = false;
      forward.disabled = last.disabled = cell === player.cells - 1 && phase === ending;
      scrubber.max = String(player.cells);
      scrubber.value = String(cell + 1);
      scrubber.setAttribute('aria-valuetext', text.player.place(y, x));
      write(place, text.player.cell(cell + 1, player.cells));
      stations.forEach((station, index) => {
        const now = index === Math.max(0, phase - 1);
        if (station.getAttribute('aria-pressed') !== String(now))
          station.setAttribute('aria-pressed', String(now));
      });
    },
  };
}

/** @param {string} d the path */
function icon(d) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
}

/**
 * @param {HTMLElement} button
 * @param {string} name
 */
function label(button, name) {
  if (button.title === name) return;
  button.title = name;
  button.setAttribute('aria-label', name);
}
