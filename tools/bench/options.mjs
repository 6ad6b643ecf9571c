import { parseArgs } from 'node:util';

import { Failure } from '../lib/failure.mjs';
import { LARGEST_BATCH } from './pages/shared/workload.js';
import { PEERS } from './peers.mjs';
import { GROWTH } from './settings.mjs';

/**
 * @typedef {object} Options
 * @property {boolean} help
 * @property {boolean} learning whether to test learning instead
 * @property {'cpu' | 'webgpu'} backend of the learning test
 * @property {boolean} gpu whether to take the machine's own GPU instead of the one in software
 * @property {string[]} peers names in {@link PEERS}
 * @property {number[]} batches images a training step and a forward pass, one after the other
 * @property {keyof typeof GROWTH | null} growth in which direction the network grows
 * @property {string | null} kernels which kernels of ours are to be measured one by one, instead of libraries
 * @property {boolean} counts whether to count what is asked of WebGPU, and measure memory
 * @property {number} steps after which the losses are compared
 * @property {number} rounds
 * @property {number} seconds of training and of inference in each round, roughly
 * @property {Partial<Record<'json' | 'markdown' | 'svg', string>>} files where the outcome is to be written
 */

export const HELP = `npm run bench -- [options]

Measures Convlab beside other libraries, in one run and on one adapter: training, inference, first step, code.

  --peers a,b       which to measure, of: ${Object.keys(PEERS).join(', ')}
  --batch 32,128    images a training step and a forward pass; of several, one after the other
  --growth image    Convlab alone, with images of ${sizes('image', 'side')} pixels a side; or
  --growth width    with ${sizes('width', 'width')} times the filters
  --counts          dispatches, submits, readbacks, bind groups, buffers and writes a step and a pass, and memory
  --steps 5         steps after which all losses must still agree
  --rounds 3        how often each is measured, in turn
  --seconds 5       of training and of inference in each round, roughly
  --gpu             the machine's own GPU instead of Chromium's in software
  --json FILE       everything measured (bench-results/ by default)
  --markdown FILE   what the terminal shows
  --svg FILE        the rates as a picture

npm run bench -- --kernels winograd [--batch 32,128] [--gpu] [--json FILE] [--markdown FILE]

Measures each kernel of a step of the tutorial's model: winograd, subgroups, staged, half, tiled or plain, or measured for the fastest.

npm run bench -- --learning [--backend cpu|webgpu] [--gpu]

Trains on 5,000 images for 10 epochs and fails unless the network has learned what Keras's learns.`;

/** @param {keyof typeof GROWTH} growth @param {'side' | 'width'} what */
function sizes(growth, what) {
  return GROWTH[growth].map((size) => size[what]).join(', ');
}

/** @param {string[]} args @returns {Options} */
export function readOptions(args) {
  const { values } = parse(args);
  const { backend, growth = null, json, markdown, svg } = values;
  if (backend !== 'cpu' && backend !== 'webgpu') throw new Failure('--backend must be cpu or webgpu.');
  if (growth !== null && growth !== 'image' && growth !== 'width') {
    throw new Failure('--growth must be image or width.');
  }
  return {
    help: values.help,
    learning: values.learning,
    backend,
    gpu: values.gpu,
    peers: readPeers(values.peers, growth !== null),
    batches: readBatches(values.batch),
    growth,
    kernels: values.kernels ?? null,
    counts: values.counts,
    steps: whole('steps', values.steps, 2),
    rounds: whole('rounds', values.rounds),
    seconds: whole('seconds', values.seconds),
    files: { json, markdown, svg },
  };
}

/** @param {string} text of numbers, each once */
const readBatches = (text) => [
  ...new Set(text.split(',').map((number) => whole('batch', number, 1, LARGEST_BATCH))),
];

/**
 * @param {string | undefined} names
 * @param {boolean} growing whether networks grow, which is for ours alone
 */
function readPeers(names, growing) {
  const all = Object.keys(PEERS).filter((name) => !growing || PEERS[name].ours);
  const peers = names?.split(',') ?? all;
  const unknown = peers.find((name) => !all.includes(name));
  if (unknown === undefined) return peers;
  const where = growing ? 'with --growth' : 'here';
  throw new Failure(`There is no library "${unknown}" ${where}: choose of ${all.join(', ')}.`);
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', default: false },
        learning: { type: 'boolean', default: false },
        backend: { type: 'string', default: 'cpu' },
        gpu: { type: 'boolean', default: false },
        peers: { type: 'string' },
        batch: { type: 'string', default: '32' },
        growth: { type: 'string' },
        kernels: { type: 'string' },
        counts: { type: 'boolean', default: false },
        steps: { type: 'string', default: '5' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '5' },
        json: { type: 'string' },
        markdown: { type: 'string' },
        svg: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} [least]
 * @param {number} [most]
 */
function whole(name, text, least = 1, most = Infinity) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new Failure(`--${name} must be a whole number ${bounds}, not ${text}.`);
}
