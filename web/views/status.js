import { text } from '../text.js';
import { duration } from './format.js';
import { byId, make, write } from './dom.js';
import { isResting } from '../run/state.js';

/**
 * @typedef {import('../run/state.js').State} State
 * @typedef {import('../run/state.js').Phase} Phase
 */

/**
 * Which of the four stations a phase belongs to; a run passes them in this order.
 * @type {Partial<Record<Phase, number>>}
 */
const STATION = {
  engine: 0,
  data: 1,
  upload: 2,
  compile: 2,
  lost: 3,
  train: 3,
  validate: 3,
  pausing: 3,
  paused: 3,
  finished: 4,
};

/**
 * What the page is doing: in a sentence, as a bar, and in figures.
 * @param {State} state
 */
export function attachStatus(state) {
  const box = byId('status', HTMLElement);
  const line = byId('status-sentence', HTMLElement);
  const bar = byId('status-progress', HTMLProgressElement);
  const device = byId('device', HTMLElement);
  const reason = byId('reason', HTMLElement);
  const stations = [0, 1, 2, 3].map(() => {
    const item = make('li');
    const name = make('span');
    const time = make('span', 'took');
    item.append(name, time);
    return { item, name, time };
  });
  byId('phases', HTMLElement).append(...stations.map(({ item }) => item));

  const figures = /** @type {const} */ (['epoch', 'batch', 'speed', 'elapsed', 'left']).map((key) => {
    const group = make('div');
    const value = make('dd');
    group.append(make('dt', '', text.figures[key]), value);
    byId('figures', HTMLElement).append(group);
    return { key, value };
  });

  const showStations = () => {
    const { run, info, phase } = state;
    const at = STATION[phase];
    const prepare = text.phases.prepare[info?.backend ?? 'none'];
    const names = [text.phases.engine, text.phases.data, prepare, text.phases.train];
    const times = [run.took.engine, run.took.data, run.took.prepare, undefined];
    stations.forEach(({ item, name, time }, index) => {
      const passed = at === undefined ? index < 3 && times[index] !== undefined : index < at;
      item.className = passed ? 'passed' : '';
      if (index === at) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
      write(name, names[index]);
      const seconds = times[index];
      write(time, seconds === undefined || index === at ? '' : text.phases.took(seconds));
    });
  };

  const showBar = () => {
    const { run, phase } = state;
    const { loaded, total } = run.progress;
    let value = 0;
    if (phase === 'finished') value = 1;
    else if (phase === 'data') value = total > 0 ? loaded / total : 0;
    else if (run.batches > 0) value = (run.epoch - 1 + run.batch / run.batches) / run.epochs;
    if (phase === 'engine' || phase === 'upload' || phase === 'compile') bar.removeAttribute('value');
    else bar.value = value;
  };

  const showFigures = () => {
    const { run, phase } = state;
    const none = text.figures.none;
    const on = run.batches > 0;
    const warming = phase === 'train' || phase === 'validate' ? text.figures.warming : none;
    const values = {
      epoch: on ? text.figures.of(run.epoch, run.epochs) : none,
      batch: on ? text.figures.of(run.batch, run.batches) : none,
      speed: run.imagesPerSecond > 0 ? text.figures.speedValue(run.imagesPerSecond) : warming,
      elapsed: run.settings ? duration(run.elapsed) : none,
      left: run.secondsLeft === null || isResting(phase) ? warming : duration(run.secondsLeft),
    };
    for (const { key, value } of figures) write(value, values[key]);
  };

  return {
    show() {
      box.dataset.phase = state.phase;
      write(line, statusSentence(state, performance.now()));
      write(device, state.info ? text.figures.device(state.info) : text.figures.noDevice);
      write(reason, state.info?.reason ?? '');
      showStations();
      showBar();
      showFigures();
    },
  };
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {string} what is happening
 */
export function statusSentence(state, now) {
  const { run, history, info, data, settings } = state;
  const { loaded, total, unit, what } = run.progress;
  switch (state.phase) {
    case 'empty':
      if (state.wasReset) return text.status.resetDone;
      return run.settings ? text.status.stoppedEarly : text.status.empty(settings);
    case 'engine':
      return text.status.engine;
    case 'data':
      return total > 0 ? text.status.data(what, loaded, total, unit) : text.status.dataBegins;
    case 'upload':
      return text.status.upload(info?.backend, (now - run.phaseSince) / 1000);
    case 'compile':
      return text.status.compile(info?.backend, (now - run.phaseSince) / 1000);
    case 'lost':
      if (info?.backend === 'cpu') return text.status.threadLost;
      return text.status.lost(Math.ceil(Math.max(0, run.lostFor - (now - run.phaseSince) / 1000)));
    case 'train':
      return text.status.train(Math.max(1, run.epoch), run.epochs, run.imagesPerSecond, run.secondsLeft);
    case 'validate':
      return text.status.validate(run.epoch, loaded, total);
    case 'pausing':
      return text.status.pausing;
    case 'paused':
      return text.status.paused(Math.max(1, run.epoch), run.epochs, run.batch, run.batches);
    case 'stopping':
      return text.status.stopping;
    case 'stopped':
      if (run.diverged)
        return text.status.diverged(run.diverged, run.settings?.learningRate ?? 0, history.length);
      return text.status.stopped(history.length);
    case 'finished':
      return [finished(history, data), ...early(run)].join(' ');
    case 'failed':
      return state.failure ? text.status.failed(state.failure) : '';
  }
}

/** What early stopping did. @param {State['run']} run */
const early = ({ bestEpoch, stoppedEarly, epoch }) =>
  bestEpoch === null ? [] : [text.status.early(bestEpoch, stoppedEarly ? epoch : 0)];

/**
 * @param {import('../run/state.js').Epoch[]} history
 * @param {import('../run/state.js').Data | null} data
 */
function finished(history, data) {
  const last = history.at(-1);
  if (!last || !data) return '';
  return text.status.finished(last, history.length, data.train.shape[0], data.test.shape[0]);
}
