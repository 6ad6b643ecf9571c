import { crossEntropy } from './loss.js';
import { fromQuery } from './workload.js';

/**
 * What a page does to take part. A call resolves only after a value that depends on all of its work has been
 * read back. All work on the batches of {@link setting}.
 *
 * @typedef {object} Peer
 * @property {() => Promise<Record<string, unknown>>} open loads data, code and weights; tells what runs where
 * @property {(steps: number) => Promise<Trained>} [train] optimiser steps, on from the last call's; absent where a
 *   library only infers
 * @property {() => Promise<Answer>} [predict] what it says of the first training batch; only where it does not train
 * @property {(passes: number) => Promise<Rate>} infer forward passes, whose probabilities all reach the page
 *
 * @typedef {{ probabilities: ArrayLike<number>, labels: Uint8Array }} Answer
 *
 * @typedef {object} Rate
 * @property {number} images that were worked on
 * @property {number} seconds that it took
 *
 * @typedef {object} Training
 * @property {number} loss of the last step; the mean of the call's steps where a library tells no more
 * @property {Rate} [steady] the part of the call that measures training alone; all of it by default
 *
 * @typedef {Rate & Training} Trained
 *
 * @typedef {object} Bench what the benchmark finds at `window.bench`
 * @property {() => Promise<Opened>} opened what came of opening it, which began with the page
 * @property {Peer['train']} train
 * @property {Peer['infer']} infer
 *
 * @typedef {object} Opened
 * @property {Record<string, unknown>} info
 * @property {number} loss of the first step, or of the first batch's predictions
 * @property {number} seconds from opening the page to the end of the first step, or to the first predictions
 */

/** The page's own address tells how it is to run, and on what. */
export const query = new URLSearchParams(location.search);
export const setting = fromQuery(query);

/**
 * Opens the library at once, as a page does for its reader, trains one step and leaves the rest to the
 * benchmark.
 *
 * @param {Peer} peer
 */
export function present(peer) {
  const opening = open(peer);
  /** @type {Bench} */
  const bench = { opened: () => opening, train: peer.train, infer: peer.infer };
  Object.assign(window, { bench });
}

/** @param {Peer} peer @returns {Promise<Opened>} */
async function open(peer) {
  const info = await peer.open();
  const loss = await firstLoss(peer);
  return { info, loss, seconds: performance.now() / 1000 };
}

/** @param {Peer} peer */
async function firstLoss({ train, predict }) {
  if (train) return (await train(1)).loss;
  if (!predict) throw new Error('A library has to train or to predict.');
  const { probabilities, labels } = await predict();
  return crossEntropy(probabilities, labels);
}

/**
 * Times some work.
 *
 * @template T
 * @param {number} images
 * @param {() => Promise<T>} work
 * @returns {Promise<Rate & T>}
 */
export async function timed(images, work) {
  const began = performance.now();
  const result = await work();
  return { images, seconds: (performance.now() - began) / 1000, ...result };
}

/** So many forward passes wait for their results, so that a device need not wait for the page. */
const IN_FLIGHT = 4;

/**
 * Forward passes one after the other, a few of them under way at any time.
 *
 * @param {number} passes
 * @param {(index: number) => Promise<unknown>} pass
 */
export async function pipelined(passes, pass) {
  /** @type {Promise<unknown>[]} */
  const running = [];
  for (let index = 0; index < passes; index++) {
    if (running.length === IN_FLIGHT) await running.shift();
    running.push(pass(index));
  }
  await Promise.all(running);
}
