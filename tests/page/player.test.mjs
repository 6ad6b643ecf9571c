import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digitsFor, exact, plain, short } from '../../web/draw/numbers.js';
import { CONVOLUTION_PHASES, Player } from '../../web/player/player.js';

/** A player of a 2 x 3 output. */
const player = () => new Player({ rows: 2, columns: 3 });

/** The milliseconds of one cell at speed 1. */
const CELL = CONVOLUTION_PHASES.reduce((sum, { ms }) => sum + ms, 0);

test('a cell takes 400 ms, and playing passes all phases of all cells', () => {
  assert.equal(CELL, 400);
  const playing = player();
  playing.play();
  playing.tick(0);
  const seen = new Set();
  for (let now = 0; now <= 6 * CELL; now += 10) {
    playing.tick(now);
    const { cell, name } = playing.moment;
    seen.add(`${cell} ${name}`);
  }
  assert.equal(seen.size, 6 * CONVOLUTION_PHASES.length);
  assert.equal(playing.playing, false, 'it stands still at the end');
  assert.equal(playing.moment.cell, 5);
  playing.play();
  assert.equal(playing.moment.cell, 0, 'playing again begins at the first cell');
});

test('speed scales time, and time off screen does not count', () => {
  const playing = player();
  playing.speed = 4;
  playing.play();
  playing.tick(0);
  playing.tick(CELL / 4 + 1);
  assert.equal(playing.moment.cell, 1);
  playing.skip();
  playing.tick(100_000);
  assert.equal(playing.moment.cell, 1);
});

test('forward and back step through the phases and the cells, and end at the ends', () => {
  const stepped = player();
  stepped.first();
  stepped.seekPhase(1);
  const names = [];
  for (let step = 0; step < 5; step += 1) {
    names.push(`${stepped.moment.cell} ${stepped.moment.name}`);
    stepped.forward();
  }
  assert.deepEqual(names, ['0 multiply', '0 sum', '0 bias', '0 done', '1 multiply']);
  stepped.back();
  stepped.back();
  assert.equal(`${stepped.moment.cell} ${stepped.moment.name}`, '0 done');
  stepped.last();
  stepped.forward();
  assert.equal(stepped.moment.cell, 5);
  assert.equal(stepped.moment.name, 'done');
});

test('arrows stay inside the output; the scrubber too', () => {
  const moved = player();
  moved.move(-1, -1);
  assert.equal(moved.moment.cell, 0);
  moved.move(1, 1);
  assert.deepEqual([moved.moment.y, moved.moment.x], [1, 1]);
  moved.move(5, 5);
  assert.equal(moved.moment.cell, 5);
  moved.seek(99);
  assert.equal(moved.moment.cell, 5);
});

test('a preview shows another cell and leaving restores what was playing', () => {
  const hovered = player();
  hovered.play();
  hovered.tick(0);
  hovered.tick(CELL + 150);
  const before = hovered.moment;
  hovered.preview(5);
  hovered.tick(CELL + 5000);
  assert.equal(hovered.moment.cell, 5);
  assert.equal(hovered.moment.name, 'done');
  hovered.preview(null);
  hovered.tick(CELL + 9000);
  assert.deepEqual(hovered.moment, before);
  assert.ok(hovered.playing);
  hovered.seek(4);
  assert.ok(!hovered.playing, 'a click stays there');
});

test('another output keeps the cell where it is as long as there is one', () => {
  const resized = player();
  resized.seek(5);
  resized.resize(1, 2);
  assert.deepEqual([resized.moment.y, resized.moment.x], [0, 1]);
});

test('numbers are short in cells and true in sums', () => {
  assert.equal(plain(-0), '0');
  assert.equal(plain(-1.5), '−1.5');
  assert.equal(plain(NaN), 'not a number');
  assert.equal(short(0.25), '.25');
  assert.equal(short(-0.111), '−.11');
  assert.equal(short(12.34), '12.3');
  assert.equal(exact(Math.fround(0.1)), '0.1');
  assert.equal(exact(Math.fround(1 / 3)), '0.33333334');
});

test('a sum is called equal only where the shown digits give the shown sum', () => {
  /** @type {[number, number][]} */
  const whole = [
    [3, 2],
    [4, -1],
  ];
  assert.deepEqual(digitsFor({ factors: whole, others: [1], sum: 3 }), { digits: 0, isExact: true });
  assert.deepEqual(digitsFor({ factors: [[0.5, 0.25]], sum: 0.125 }), { digits: 3, isExact: true });
  assert.equal(digitsFor({ factors: [[1 / 3, 1]], sum: 1 / 3 }).isExact, false);
  assert.equal(digitsFor({ factors: whole, sum: 3 }).isExact, false, 'a wrong sum is not called equal');
});
