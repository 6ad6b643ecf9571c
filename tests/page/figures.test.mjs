import assert from 'node:assert/strict';
import { test } from 'node:test';

import { historyCsv, pythonFloat } from '../../web/views/csv.js';
import { Envelope } from '../../web/run/envelope.js';
import { count, duration, percent, shortNumber } from '../../web/views/format.js';
import { Pace } from '../../web/run/pace.js';

test('numbers are written as the page writes them', () => {
  assert.equal(count(50000), '50,000');
  assert.equal(percent(0.5264), '52.6\u00a0%');
  assert.equal(percent(NaN), 'not a number');
  assert.equal(shortNumber(-0.25), '−0.250');
  assert.equal(shortNumber(2.302585), '2.303');
  assert.equal(duration(8.4), '8 s');
  assert.equal(duration(80), '1 min 20 s');
  assert.equal(duration(7500), '2 h 5 min');
});

test('floats read as in Python', () => {
  const pairs = /** @type {const} */ ([
    [1, '1.0'],
    [0, '0.0'],
    [0.1, '0.1'],
    [1.6094379425048828, '1.6094379425048828'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [123456789012345680, '1.2345678901234568e+17'],
    [NaN, ''],
    [Infinity, 'inf'],
  ]);
  for (const [value, written] of pairs) assert.equal(pythonFloat(value), written);
});

test('the history is the table that pandas writes', () => {
  const whole = [
    { loss: 2.25, accuracy: 0.125, val_loss: 2, val_accuracy: 0.25 },
    { loss: 1.5, accuracy: 0.5, val_loss: 1.75, val_accuracy: 0.375 },
  ];
  assert.equal(
    historyCsv(whole),
    ',loss,accuracy,val_loss,val_accuracy\n0,2.25,0.125,2.0,0.25\n1,1.5,0.5,1.75,0.375\n',
  );
  assert.equal(historyCsv([{ loss: 2.25, accuracy: 0.125 }]), ',loss,accuracy\n0,2.25,0.125\n');
});

test('a line keeps every point while they fit, and every extreme when they do not', () => {
  const line = new Envelope(8);
  for (let x = 0; x < 8; x += 1) line.append(x, x);
  assert.deepEqual(
    line.points().map(({ x }) => x),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  for (let x = 8; x < 10_000; x += 1) line.append(x, x === 4321 ? -5 : x === 7654 ? 1e6 : Math.sin(x));
  const points = line.points();
  assert.ok(points.length <= 16);
  assert.ok(points.some(({ x, y }) => x === 4321 && y === -5));
  assert.ok(points.some(({ x, y }) => x === 7654 && y === 1e6));
  assert.ok(points.every(({ x }, index) => index === 0 || x > points[index - 1].x));
  line.append(10_000, NaN);
  assert.equal(line.newest, Math.sin(9999));
});

test('speed counts the time of training only, and the time left waits until it is known', () => {
  const pace = new Pace();
  pace.clock.start(0);
  for (let at = 100; at <= 1000; at += 100) pace.add(32, at);
  assert.equal(Math.round(pace.imagesPerSecond), 320);
  assert.equal(pace.secondsLeft(3200, 0), null);
  pace.clock.stop(1000);
  pace.clock.start(61_000);
  for (let at = 61_100; at <= 63_000; at += 100) pace.add(32, at);
  assert.equal(Math.round(pace.imagesPerSecond), 320);
  assert.equal(Math.round(pace.secondsLeft(3200, 0) ?? 0), 10);
  pace.validated(1000, 2000);
  assert.equal(Math.round(pace.secondsLeft(3200, 500) ?? 0), 11);
});
