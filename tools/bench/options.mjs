import { parseArgs } from 'node:util';

import { Failure } from '../lib/failure.mjs';
import { PEERS } from './peers.mjs';

/**
 * @typedef {object} Options
 * @property {boolean} help
 * @property {boolean} learning whether to test learning instead
 * @property {'cpu' | 'webgpu'} backend of the learning test
 * @property {boolean} gpu whether to take the machine's own GPU instead of the one in software
 * @property {string[]} peers names in {@link PEERS}
 * @property {number} batch images a training step
 * @property {number} steps after which the losses are compared
 * @property {number} rounds
 * @property {number} seconds of training and of inference in each round, roughly
 */

export const HELP = `npm run bench -- [options]

Measures Convlab beside other libraries, in one run and on one adapter.

  --peers a,b       which to measure, of: ${Object.keys(PEERS).join(', ')}
  --batch 32        images a training step
  --steps 5         steps after which all losses must still agree
  --rounds 3        how often each is measured, in turn
  --seconds 5       of training and of inference in each round, roughly
  --gpu             the machine's own GPU instead of Chromium's in software

npm run bench -- --learning [--backend cpu|webgpu] [--gpu]

Trains on 5,000 images for 10 epochs and fails unless the network has learned what Keras's learns.`;

/** @param {string[]} args @returns {Options} */
export function readOptions(args) {
  const { values } = parse(args);
  const peers = values.peers?.split(',') ?? Object.keys(PEERS);
  const unknown = peers.find((name) => !(name in PEERS));
  if (unknown !== undefined) {
    throw new Failure(`There is no library "${unknown}" here: choose of ${Object.keys(PEERS).join(', ')}.`);
  }
  const { backend } = values;
  if (backend !== 'cpu' && backend !== 'webgpu') throw new Failure('--backend must be cpu or webgpu.');
  return {
    help: values.help,
    learning: values.learning,
    backend,
    gpu: values.gpu,
    peers,
    batch: whole('batch', values.batch),
    steps: whole('steps', values.steps, 2),
    rounds: whole('rounds', values.rounds),
    seconds: whole('seconds', values.seconds),
  };
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
        steps: { type: 'string', default: '5' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '5' },
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
 */
function whole(name, text, least = 1) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Failure(`--${name} must be a whole number of at least ${least}, not ${text}.`);
}
