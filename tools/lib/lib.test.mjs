import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';

import { compiledCrates } from './cargo.mjs';
import { describe, Failure } from './failure.mjs';
import { digest } from './files.mjs';
import { mustRun, run, tail } from './program.mjs';
import { duration, megabytes, Progress } from './progress.mjs';

/** A stream that keeps what it is given. */
class Kept extends Writable {
  text = '';

  /** @override @param {Buffer} chunk @param {string} _encoding @param {() => void} done */
  _write(chunk, _encoding, done) {
    this.text += chunk;
    done();
  }
}

test('a step says how it ended', async () => {
  const stream = new Kept();
  const progress = new Progress(stream);
  await progress.step('Packages', async () => 'installed');
  await progress.step('Data', async () => {});
  await assert.rejects(
    progress.step('Engine', async (note) => {
      note('3 of 9 crates');
      throw new Error('no');
    }),
  );
  assert.equal(stream.text, '✓ Packages, installed\n✓ Data\n✗ Engine, 3 of 9 crates\n');
});

test('times and sizes as people say them', () => {
  assert.deepEqual([400, 1200, 59_400, 60_000, 154_000].map(duration), [
    '',
    '1 s',
    '59 s',
    '1 min',
    '2 min 34 s',
  ]);
  assert.deepEqual([2_308_957, 138_940_914].map(megabytes), ['2.3 MB', '139 MB']);
});

test("cargo's progress bar", () => {
  assert.equal(compiledCrates('   Compiling serde v1.0.0\n'), undefined);
  const bars = '\r Building [==>     ] 9/257: serde\r Building [===>    ] 120/257: syn, quote\n';
  assert.deepEqual(compiledCrates(bars), { done: 120, total: 257 });
});

test('the end of an output, as a terminal leaves it', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
  assert.equal(tail(lines).split('\n').length, 30);
  assert.equal(tail('\x1b[31merror\x1b[0m\r\n\n 1/9\r 2/9\r 9/9\n'), 'error\n 9/9');
});

test('a program that fails is a sentence and the end of what it printed', async () => {
  const script = 'console.log("out"); console.error("err"); process.exit(3)';
  assert.equal((await run(process.execPath, ['-e', script])).code, 3);
  await assert.rejects(mustRun('It does not build.', process.execPath, ['-e', script]), (error) => {
    assert.match(describe(error), /^ {2}│ (out\n {2}│ err|err\n {2}│ out)\n\nIt does not build\.$/);
    return true;
  });
  await assert.rejects(
    run('convlab-absent', []),
    new Failure('The program convlab-absent is needed and was not found.'),
  );
});

test('a digest follows names and contents, and leaves out what it is told to', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-digest-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  const now = () => digest(folder, ['src', 'absent', 'lock'], ['tests']);
  write('src/a.rs', 'a');
  write('lock', '1');
  const first = now();
  write('src/tests/b.rs', 'b');
  write('src/a.rs', 'a');
  assert.equal(now(), first);
  write('src/a.rs', 'b');
  const changed = now();
  assert.notEqual(changed, first);
  fs.renameSync(path.join(folder, 'src/a.rs'), path.join(folder, 'src/c.rs'));
  assert.notEqual(now(), changed);
});
