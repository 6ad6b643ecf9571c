import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Failure } from '../lib/failure.mjs';
import { checkBinary } from './binary.mjs';
import { RECORD_BYTES } from './layout.mjs';
import { encodePng } from './png.mjs';
import { pack, sample, scratch, SMALL, writeBinaries, writePictures } from './samples.mjs';
import { openSource } from './source.mjs';

/**
 * What is said about a source of CIFAR-10 that is not right.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} named
 */
async function refusal(t, named) {
  try {
    const source = await openSource(named, scratch(t), SMALL);
    for (const file of SMALL.files) checkBinary(source.read(file), file, SMALL, source.place);
  } catch (error) {
    assert.ok(error instanceof Failure, `${error}`);
    return error.message.replaceAll(path.dirname(named), '.');
  }
  assert.fail(`${named} was taken for CIFAR-10`);
}

/** @param {import('node:test').TestContext} t @param {(bytes: Uint8Array) => Uint8Array} change */
function refusalOfChanged(t, change) {
  const folder = path.join(scratch(t), 'own');
  return refusal(t, writeBinaries(folder, { 'data_batch_3.bin': change(sample('data_batch_3.bin')) }));
}

test('a file that is cut short', async (t) => {
  const sentence = await refusalOfChanged(t, (bytes) => bytes.subarray(0, -5));
  assert.equal(sentence, 'data_batch_3.bin from ./own is cut short: it has 122,915 of 122,920 bytes.');
});

test('a file that is too long', async (t) => {
  const sentence = await refusalOfChanged(t, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]));
  assert.equal(sentence, 'data_batch_3.bin from ./own is too long: it has 122,921 bytes instead of 122,920.');
});

test('a label over 9', async (t) => {
  const sentence = await refusalOfChanged(t, (bytes) => {
    bytes[7 * RECORD_BYTES] = 10;
    return bytes;
  });
  const reason = 'image 8 has the label 10, and labels go from 0 to 9';
  assert.equal(sentence, `data_batch_3.bin from ./own is not CIFAR-10: ${reason}.`);
});

test('a changed pixel', async (t) => {
  const sentence = await refusalOfChanged(t, (bytes) => {
    bytes[1] ^= 1;
    return bytes;
  });
  assert.match(
    sentence,
    /^data_batch_3\.bin from .* other contents: its MD5 sum is \w{32}, the official one is \w{32}\.$/,
  );
});

test('a place where nothing is', async (t) => {
  const sentence = await refusal(t, path.join(scratch(t), 'absent.tar.gz'));
  assert.equal(sentence, 'There is no file or folder ./absent.tar.gz to take CIFAR-10 from.');
});

test('a folder that lacks a file', async (t) => {
  const folder = writeBinaries(path.join(scratch(t), 'own'));
  fs.rmSync(path.join(folder, 'data_batch_4.bin'));
  assert.equal(await refusal(t, folder), './own does not hold CIFAR-10: data_batch_4.bin is missing.');
});

test('pictures that lack their labels', async (t) => {
  const folder = writePictures(path.join(scratch(t), 'own'));
  fs.rmSync(path.join(folder, 'test_lables.json'));
  assert.equal(await refusal(t, folder), './own does not hold CIFAR-10: test_lables.json is missing.');
});

test('pictures of another size', async (t) => {
  const folder = writePictures(path.join(scratch(t), 'own'));
  fs.writeFileSync(path.join(folder, 'data_batch_1.png'), encodePng(new Uint8Array(6 * 5 * 3), 6));
  const reason = 'it is 6 by 5 pixels instead of 1024 by 40';
  assert.equal(await refusal(t, folder), `data_batch_1.png from ./own is not CIFAR-10: ${reason}.`);
});

test('pictures and labels that are something else', async (t) => {
  const folder = writePictures(path.join(scratch(t), 'own'));
  fs.writeFileSync(path.join(folder, 'train_lables.json'), 'airplane');
  assert.equal(await refusal(t, folder), 'train_lables.json from ./own cannot be read as a list of labels.');
  fs.writeFileSync(path.join(folder, 'data_batch_1.png'), 'a picture');
  assert.match(await refusal(t, folder), /^data_batch_1\.png from \.\/own cannot be read \(.+\)\.$/);
});

test('a file that is no archive', async (t) => {
  const file = path.join(scratch(t), 'cifar.zip');
  fs.writeFileSync(file, 'PK');
  assert.equal(await refusal(t, file), './cifar.zip is not a .tar.gz archive.');
});

test('an archive that is cut short', async (t) => {
  const folder = scratch(t);
  const archive = await pack(writeBinaries(path.join(folder, 'own')), path.join(folder, 'a.tar.gz'));
  fs.truncateSync(archive, Math.floor(fs.statSync(archive).size / 2));
  assert.match(await refusal(t, archive), /^\.\/a\.tar\.gz is damaged or cut short \(.+\): get it again\.$/);
});

for (const [name, reason] of Object.entries({
  'cifar-10-batches-py/data_batch_1':
    'it is the version for Python; cifar-10-binary.tar.gz is the one to take',
  'cifar-100-binary/fine_label_names.txt': 'it is CIFAR-100',
  'holiday/beach.png': 'data_batch_1.bin is missing',
})) {
  test(`an archive with ${name}`, async (t) => {
    const folder = scratch(t);
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, '');
    const archive = await pack(path.dirname(file), path.join(folder, 'a.tar.gz'));
    assert.equal(await refusal(t, archive), `./a.tar.gz is not CIFAR-10's binary version: ${reason}.`);
  });
}
