import { CALLS } from './counting.mjs';
import { titleOf } from './settings.mjs';
import { percent, short, spreadOf, withRange } from './statistics.mjs';
import { table } from './table.mjs';

/**
 * @typedef {import('./compare.mjs').Comparison} Comparison
 * @typedef {import('./compare.mjs').Spreads} Spreads
 * @typedef {import('./contender.mjs').Contender} Contender
 * @typedef {import('./contender.mjs').Kind} Kind
 * @typedef {import('./options.mjs').Options} Options
 * @typedef {import('./pages/shared/workload.js').Setting} Setting
 */

const NOTHING = '–';

/** What a setting may differ in. @type {Record<'batch' | 'side' | 'width', string>} */
const DIFFERENCES = { batch: 'Batch', side: 'Image side', width: 'Filters, times' };

/** What is counted, as the head of its column. @type {Record<(typeof CALLS)[number], string>} */
const COUNTED = {
  dispatches: 'Dispatches',
  submits: 'Submits',
  readbacks: 'Readbacks',
  bindGroups: 'Bind groups made',
  buffers: 'Buffers made',
  writes: 'writeBuffer',
};

const MEGABYTE = 1e6;

/**
 * The measurements as tables and a few lines, in Markdown that a terminal can show.
 *
 * @param {Comparison} comparison
 * @param {Options} options
 * @param {number} siteBytes compressed code of the whole site
 */
export function report(comparison, options, siteBytes) {
  const { contenders, failures } = comparison;
  return [
    ...about(comparison),
    '',
    ...rates(comparison, options),
    '',
    ...(options.counts ? [...counts(contenders), '', ...memory(contenders), ''] : []),
    ...failures.map(({ name, setting, sentence }) => `- ✗ ${name}, ${titleOf(setting)}: ${sentence}`),
    ...notes(contenders, options),
    `- The whole site's code: ${short(siteBytes / 1000)} kB gzip.`,
  ].join('\n');
}

/** @param {Comparison} comparison */
function about({ adapter, browser, processor, ceilings, contenders }) {
  const { multiplyAdd, matrixProduct, copy, dispatch, submit, readback, wasm, wasmThread } = ceilings;
  const [first] = contenders;
  const work = contenders.every(({ setting }) => titleOf(setting) === titleOf(first.setting))
    ? contenders.slice(0, 1).map(({ setting }) => `- Work: the tutorial's network, ${titleOf(setting)}`)
    : [];
  return [
    `- Adapter: ${adapter} (Chromium ${browser}; ${processor})`,
    `- WebGPU: multiply-add peak ${withRange(multiplyAdd)} GFLOP/s; matrix product ${withRange(matrixProduct)} GFLOP/s; ` +
      `copy ${withRange(copy)} GB/s`,
    `- A dispatch ${withRange(dispatch)} µs; with its own submit ${withRange(submit)} µs; ` +
      `and read back ${withRange(readback)} µs`,
    `- WebAssembly: multiply-add peak ${withRange(wasm)} GFLOP/s on all threads, ${withRange(wasmThread)} on one`,
    ...work,
  ];
}

/** @param {Comparison} comparison @param {Options} options */
function rates({ contenders, ceilings }, { steps }) {
  const where = differences(contenders);
  return table([
    [
      'Library',
      ...where.map((name) => DIFFERENCES[name]),
      'Training, images/s',
      'of peak',
      'Inference, images/s',
      'of peak',
      'First step, s',
      'Code, kB gzip',
      'Cores',
      'Loss, step 1',
      `Loss, step ${steps}`,
    ],
    ...contenders.map((contender) => [
      contender.title,
      ...where.map((name) => `${contender.setting[name]}`),
      ...rate(contender, 'train', ceilings),
      ...rate(contender, 'infer', ceilings),
      withRange(spreadOf(contender.firstSteps)),
      short(contender.codeBytes / 1000),
      short(contender.spread(contender.kinds[0], 'cores')?.median ?? NaN),
      ...[0, 1].map((index) => contender.losses[index]?.toFixed(4) ?? NOTHING),
    ]),
  ]);
}

/** @param {Contender} contender @param {Kind} kind @param {Spreads} ceilings */
function rate(contender, kind, ceilings) {
  const spread = contender.spread(kind, 'imagesPerSecond');
  const share = contender.share(kind, ceilings);
  return spread && share !== null ? [withRange(spread), percent(share)] : [NOTHING, NOTHING];
}

/** What is not the same for all. @param {Contender[]} contenders */
function differences(contenders) {
  const names = /** @type {(keyof typeof DIFFERENCES)[]} */ (Object.keys(DIFFERENCES));
  return names.filter((name) => new Set(contenders.map(({ setting }) => setting[name])).size > 1);
}

/** What is asked of WebGPU. @param {Contender[]} contenders */
function counts(contenders) {
  const where = differences(contenders);
  return table([
    ['Library', ...where.map((name) => DIFFERENCES[name]), 'For', ...CALLS.map((call) => COUNTED[call])],
    ...contenders
      .filter(({ device }) => device === 'webgpu')
      .flatMap(({ title, setting, kinds, counts }) =>
        kinds.map((kind) => [
          title,
          ...where.map((name) => `${setting[name]}`),
          kind === 'train' ? 'a training step' : 'a forward pass',
          ...CALLS.map((call) => short(counts?.calls[kind]?.[call] ?? NaN)),
        ]),
      ),
  ]);
}

/** @param {Contender[]} contenders */
function memory(contenders) {
  const where = differences(contenders);
  const megabytes = (/** @type {number | undefined} */ bytes) => short((bytes ?? NaN) / MEGABYTE);
  return table([
    ['Library', ...where.map((name) => DIFFERENCES[name]), 'GPU buffers, MB', 'Wasm, MB', 'Page in all, MB'],
    ...contenders.map(({ title, setting, counts }) => [
      title,
      ...where.map((name) => `${setting[name]}`),
      megabytes(counts?.memory.gpu),
      megabytes(counts?.memory.wasm),
      megabytes(counts?.memory.page),
    ]),
  ]);
}

/** @param {Contender[]} contenders @param {Options} options */
function notes(contenders, options) {
  const idle = new Map(contenders.map(({ title, infersOnly }) => [title, infersOnly]));
  return [
    ...[...idle].flatMap(([title, why]) => (why ? [`- ${title} does not train: it ${why}.`] : [])),
    '- Convlab is used through its public module, its worker at work and every batch reported to the page.',
    '- Figures are medians, with the least and the most of the rounds.',
    "- Of peak: the network's operations, computed densely, over the multiply-add peak: WebGPU's for what runs there, " +
      "WebAssembly's on all threads for the others. Who gets by with fewer operations may come to more than 100 %.",
    '- First step: from opening the page, the data on this machine; of who does not train, the first predictions, whose ' +
      "loss on the first batch stands under step 1. Code: with the benchmark's own page, about 2 kB.",
    '- Cores: processor seconds a second while training, or inferring; fewer than elsewhere means that something else ' +
      'kept the machine busy.',
    ...(options.counts
      ? [
          '- Counts are for one step or pass once all batches have been met. Memory is what is held after them, when the ' +
            'browser has collected what nobody uses any more: of the page in all as the browser tells it, without what ' +
            'lies on the GPU.',
        ]
      : []),
  ];
}
