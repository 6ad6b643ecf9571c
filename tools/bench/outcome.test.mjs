import assert from 'node:assert/strict';
import { test } from 'node:test';

import { disagreement } from './agreement.mjs';
import { Contender } from './contender.mjs';
import { toJson } from './json.mjs';
import { kernelReport } from './kernels.mjs';
import { readOptions } from './options.mjs';
import { operationsOf, TUTORIAL } from './pages/shared/network.js';
import { report } from './report.mjs';
import { settingsOf } from './settings.mjs';
import { spreadOf } from './statistics.mjs';
import { toSvg } from './svg.mjs';
import { multiplyAddModules } from './wasm-peak.mjs';

/**
 * @typedef {import('./contender.mjs').Kind} Kind
 * @typedef {import('./pages/shared/workload.js').Setting} Setting
 */

const OPTIONS = readOptions(['--counts']);
const [SETTING] = settingsOf(OPTIONS);

/** GFLOP/s at which a thousand images a second are inferred. */
const PEAK = (operationsOf(TUTORIAL).infer * 1000) / 1e9;

/**
 * A library as if it had been measured.
 *
 * @param {string} name
 * @param {Partial<Record<Kind, number[]>>} rates
 * @param {number[]} losses
 * @param {Setting} [setting]
 */
function measured(name, rates, losses, setting = SETTING) {
  const page = /** @type {any} */ ({ server: { codeBytes: () => 123_000 } });
  const opened = { info: {}, loss: losses[0], seconds: 2 };
  const contender = new Contender(name, setting, { page, opened }, OPTIONS);
  contender.losses = losses;
  for (const [kind, values] of /** @type {[Kind, number[]][]} */ (Object.entries(rates))) {
    for (const imagesPerSecond of values) {
      contender.samples.push({ kind, imagesPerSecond, calls: 1, seconds: 1, cores: 1.5 });
    }
  }
  return contender;
}

/** @param {Contender[]} contenders @returns {import('./compare.mjs').Comparison} */
function comparison(contenders) {
  const names = ['multiplyAdd', 'matrixProduct', 'copy', 'dispatch', 'submit', 'readback', 'wasmThread'];
  const ceilings = Object.fromEntries(names.map((name) => [name, spreadOf([PEAK])]));
  return {
    adapter: 'a <card> & more',
    browser: '1.2',
    processor: 'p',
    ceilings: /** @type {any} */ ({ ...ceilings, wasm: spreadOf([2 * PEAK]) }),
    contenders,
    failures: [{ name: 'jax', setting: SETTING, sentence: 'it broke.' }],
  };
}

/** Cells of the table's rows that begin with a title. @param {string} text @param {string} title */
const rowsOf = (text, title) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`| ${title} `))
    .map((line) => line.split('|').map((cell) => cell.trim()));

test('a table tells rates, shares, counts, and who does not train', () => {
  const trains = measured('convlab-webgpu', { train: [100, 300, 200], infer: [500] }, [2.3, 2.2]);
  trains.counts = {
    calls: {
      train: { dispatches: 20, submits: 0.5, readbacks: 1, bindGroups: 0, buffers: 0, writes: 2 },
    },
    memory: { gpu: 30e6, wasm: 4e6, page: NaN },
  };
  const infers = measured('ort-wasm', { infer: [1000] }, [2.3]);
  const text = report(comparison([trains, infers]), OPTIONS, 1000);

  const [rates, step, pass, memory] = rowsOf(text, 'Convlab, WebGPU');
  assert.equal(rates[2], '200 (100 to 300)');
  assert.deepEqual(rates.slice(4, 6), ['500', '50.0 %']);
  assert.deepEqual(rates.slice(-3, -1), ['2.3000', '2.2000']);
  assert.deepEqual(step.slice(2, 5), ['a training step', '20.0', '0.500']);
  assert.deepEqual(pass.slice(2, 4), ['a forward pass', '–']);
  assert.deepEqual(memory.slice(2, 5), ['30.0', '4.00', '–']);

  const [alone] = rowsOf(text, 'ONNX Runtime, Wasm');
  assert.deepEqual(alone.slice(2, 6), ['–', '–', '1,000', '50.0 %']);
  assert.equal(alone.at(-2), '–');
  assert.match(text, /ONNX Runtime, Wasm does not train: it runs models/);
  assert.match(text, /✗ jax, batch 32: it broke\./);
  assert.match(text, /Work: the tutorial's network, batch 32\n/);
});

test('a table has columns for what the settings differ in', () => {
  const settings = settingsOf({ batches: [32], growth: 'image' });
  const contenders = settings.map((setting) => measured('convlab-cpu', { infer: [10] }, [2], setting));
  const text = report(comparison(contenders), { ...OPTIONS, counts: false }, 1000);
  assert.match(text, /\| Library +\| Image side \| Training/);
  assert.deepEqual(
    rowsOf(text, 'Convlab, CPU').map((cells) => cells[2]),
    ['32', '64', '96', '128'],
  );
  const shares = rowsOf(text, 'Convlab, CPU').map((cells) => parseFloat(cells[6]));
  assert.ok(shares[3] > 10 * shares[0], 'larger images are more work');
});

test('losses have to agree wherever the same work was done', () => {
  const [small, large] = settingsOf({ batches: [32, 64], growth: null });
  const fine = [
    { setting: small, losses: [2.3, 2.2] },
    { setting: small, losses: [2.3005, 2.203] },
    { setting: small, losses: [2.3] },
    { setting: large, losses: [2.4, 1.9] },
  ];
  assert.equal(disagreement([]), undefined);
  assert.equal(disagreement(fine), undefined);
  assert.match(
    disagreement([...fine, { setting: small, losses: [2.302] }]) ?? '',
    /batch 32: their losses of the first step are 0.0020 apart/,
  );
  assert.match(
    disagreement([...fine, { setting: large, losses: [2.4, 1.91] }]) ?? '',
    /batch 64.*last compared/,
  );
  assert.match(disagreement([...fine, { setting: small, losses: [NaN, 2.2] }]) ?? '', /NaN apart/);
});

test('a picture has a bar for each rate, with its spread, and no markup from names', () => {
  const [small, large] = settingsOf({ batches: [32, 64], growth: null });
  const svg = toSvg(
    comparison([
      measured('convlab-webgpu', { train: [100, 300, 200], infer: [500] }, [2, 2], small),
      measured('ort', { infer: [250] }, [2], small),
      measured('convlab-webgpu', { train: [10], infer: [50] }, [2, 2], large),
    ]),
  );
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  assert.equal(widths.length, 5);
  const [train, infer, other] = widths;
  assert.ok(Math.abs(infer / other - 2) < 0.01, 'bars of a block have one scale');
  assert.ok(Math.abs(infer / train - 1.5) < 0.01, 'the most of the rounds still fits');
  assert.equal(svg.match(/<path/g)?.length, 1, 'a single figure has no spread');
  assert.equal(svg.match(/does not train/g)?.length, 1);
  assert.match(svg, />200 \(/);
  assert.match(svg, /a &lt;card&gt; &amp; more/);
  assert.match(svg, />batch 64</);
});

test('the file holds settings, operations and shares', () => {
  const json = JSON.parse(toJson(comparison([measured('ort', { infer: [500] }, [2])]), OPTIONS, 1000));
  const [library] = json.libraries;
  assert.equal(library.shares.infer, 0.5);
  assert.deepEqual(library.setting, SETTING);
  assert.deepEqual(library.operations, operationsOf(TUTORIAL));
  assert.equal(json.options.rounds, 3);
});

test('the chains for the ceiling compute what they say', async () => {
  const kernels = multiplyAddModules().filter(({ bytes }) => WebAssembly.validate(new Uint8Array(bytes)));
  assert.ok(kernels.length > 0);
  for (const { name, operations, bytes } of kernels) {
    const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes));
    const chains = operations / 8;
    let sum = 0;
    for (let chain = 0; chain < chains; chain++) sum += (chain * 0.999 + 0.001) * 0.999 + 0.001;
    const result = /** @type {(steps: number) => number} */ (instance.exports.run)(2);
    assert.ok(Math.abs(result - sum) < 1e-4, `${name} gives ${result} instead of ${sum}`);
  }
});

test('a kernel is held against the longer of its two floors', () => {
  const profile = {
    adapter: 'Adapter',
    kernels: [
      { name: 'product', seconds: 2e-3, operations: 1e9, bytes: 1e6 },
      { name: 'copy', seconds: 4e-3, operations: 0, bytes: 2e7 },
    ],
    step: 5e-3,
    choice: 'winograd',
    ceilings: { operations: 1e12, bytes: 1e10 },
  };
  const text = kernelReport([{ batch: 32, profile }]);
  const cells = (/** @type {string} */ name) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`| ${name}`))
      ?.split('|')
      .map((cell) => cell.trim());
  assert.deepEqual(cells('product'), ['', 'product', '2.00', '500', '0.500', '50.0 %', '']);
  assert.deepEqual(cells('copy'), ['', 'copy', '4.00', '–', '5.00', '50.0 %', '']);
  assert.match(text, /2 dispatches, one by one 6\.00 ms\. A step in one: 5\.00 ms, 6,400 images a second\./);
});
