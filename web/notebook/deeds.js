import { text } from '../text.js';
import { statusSentence } from '../views/status.js';
import { addCurves } from './curves.js';
import { attachFitLog } from './fit-log.js';
import { firstOf, plotImages, predictionTable, rangeOf } from './images.js';
import { evaluateLine, pythonRate, tuple } from './keras.js';

/**
 * @typedef {import('./cell.js').Cell} Cell
 *
 * @typedef {object} Deed what a cell does
 * @property {string[]} needs names of the cells that it builds on
 * @property {() => boolean} [done] whether what others need of it is there, by whatever way
 * @property {boolean} [gentle] whether it can be done in the middle of a run
 * @property {(cell: Cell) => Promise<void> | void} run writes into the cell, and throws a sentence
 */

const PLOTTED = 25;
const PREDICTED = 8;

/**
 * What each cell of the notebook does, by its name.
 *
 * @param {import('../figures/index.js').Context} context
 * @param {{ valid: () => boolean }} settings
 * @returns {{ deeds: Record<string, Deed>, forget: () => void }} `forget` after a reset
 */
export function createDeeds({ state, run }, settings) {
  let compiled = false;
  const loaded = () => /** @type {import('../run/state.js').Data} */ (state.data);
  const said = text.notebook;

  /** @type {Record<string, Deed>} */
  const deeds = {
    import: {
      needs: [],
      done: () => run.aside.has.engine,
      async run(cell) {
        cell.status(text.status.engine);
        await run.aside.open();
        if (!state.info) return;
        cell.say(text.figures.device(state.info));
        if (state.info.reason) cell.say(state.info.reason);
      },
    },

    load: {
      needs: ['import'],
      done: () => run.aside.has.data,
      async run(cell) {
        cell.status(text.status.dataBegins);
        await run.aside.load(({ what, loaded, total, unit }) =>
          cell.status(text.status.data(what, loaded, total, unit)),
        );
        const { train, test } = loaded();
        const rows = /** @type {[string, number[]][]} */ ([
          ['train_images', train.shape],
          ['train_labels', [train.labels.length]],
          ['test_images', test.shape],
          ['test_labels', [test.labels.length]],
        ]);
        cell.print(rows.map(([name, shape]) => `${name.padEnd(13)} ${tuple(shape)} uint8`).join('\n'));
        cell.say(said.loaded(train.labels.length, test.labels.length));
      },
    },

    scale: {
      needs: ['load'],
      gentle: true,
      run(cell) {
        const [least, most] = rangeOf(loaded().train);
        cell.print(said.ranges(least, most));
        cell.say(said.scaled);
      },
    },

    plot: {
      needs: ['load'],
      gentle: true,
      run(cell) {
        const { train, classes } = loaded();
        cell.add(plotImages(firstOf(train, PLOTTED), classes));
      },
    },

    model: {
      needs: ['import'],
      done: () => run.aside.has.model,
      async run(cell) {
        await run.aside.build();
        const {
          summary,
          trained,
          history,
          settings: { seed },
        } = state;
        if (!summary) return;
        cell.print(summary.rows.map(({ name, type }) => `<${type} name=${name}, built=True>`).join('\n'));
        cell.say(
          trained > 0
            ? said.modelTrained(history.length)
            : said.modelMade(summary.rows.length, summary.total, seed),
        );
      },
    },

    summary: {
      needs: ['model'],
      gentle: true,
      run(cell) {
        if (state.summary) cell.say(said.summarised(state.summary));
      },
    },

    compile: {
      needs: ['model'],
      done: () => compiled || state.trained > 0,
      run(cell) {
        const { learningRate, loss } = state.settings;
        compiled = true;
        cell.print(said.compiled(pythonRate(learningRate)));
        cell.say(said.lossTaken[loss]);
      },
    },

    fit: {
      needs: ['load', 'model', 'compile'],
      done: () => state.history.length > 0,
      async run(cell) {
        if (!settings.valid()) throw new Error(said.invalid);
        cell.status(said.watch);
        const show = attachFitLog(cell, state);
        cell.follow(show);
        await run.train();
        show();
        const sentence = statusSentence(state, performance.now());
        if (state.phase === 'failed') throw new Error(sentence);
        cell.say(sentence);
      },
    },

    curves: {
      needs: ['fit'],
      gentle: true,
      run(cell) {
        if (state.history.length === 0) throw new Error(said.noEpoch);
        addCurves(cell, state);
      },
    },

    evaluate: {
      needs: ['load', 'model', 'compile'],
      async run(cell) {
        cell.status(said.judging);
        const images = loaded().test.labels.length;
        const began = performance.now();
        const figures = await run.aside.evaluate();
        cell.print(evaluateLine(figures, { images, seconds: (performance.now() - began) / 1000 }));
        cell.say(said.judged(figures.accuracy, images, state.trained > 0));
      },
    },

    predict: {
      needs: ['load', 'model'],
      gentle: true,
      async run(cell) {
        const { test, classes } = loaded();
        const first = firstOf(test, PREDICTED);
        const { table, right } = predictionTable(first, await run.aside.predict(first), classes);
        cell.add(table);
        cell.say(said.predicted(right, PREDICTED, state.trained > 0));
      },
    },

    save: {
      needs: ['model'],
      gentle: true,
      async run(cell) {
        const { filesOf, handOver } = await import('../keeping/saving.js');
        const files = await filesOf(run, 'keras', true);
        handOver(files);
        const sizes = files.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
        cell.say(text.saving.saved(sizes, state.trained));
      },
    },
  };
  return { deeds, forget: () => (compiled = false) };
}
