import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';

import { openLab } from './support.mjs';

const RECORD = 3073;

/**
 * A file in the official format: labels count up from the first, and every byte of an image is its place in the
 * file, so that what is read can be told.
 *
 * @param {number} images
 * @param {number} first label
 */
function binFile(images, first) {
  const bytes = Buffer.alloc(images * RECORD);
  for (let image = 0; image < images; image += 1) {
    bytes.fill(image, image * RECORD, (image + 1) * RECORD);
    bytes[image * RECORD] = (first + image) % 10;
  }
  return bytes;
}

/**
 * A tar archive.
 *
 * @param {Record<string, Buffer>} files
 */
function tarFile(files) {
  const blocks = Object.entries(files).flatMap(([name, contents]) => {
    return [tarHeader(name, contents.length), contents, Buffer.alloc((512 - (contents.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** @param {string} name @param {number} size */
function tarHeader(name, size) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(size.toString(8).padStart(11, '0'), 124);
  header.write('        0', 148);
  header.write('ustar', 257);
  const sum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

const SIX = Object.fromEntries([
  ...[1, 2, 3, 4, 5].map((batch) => [`cifar-10-batches-bin/data_batch_${batch}.bin`, binFile(4, batch)]),
  ['cifar-10-batches-bin/test_batch.bin', binFile(3, 8)],
]);

test('the first images come from the site, with progress', async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  /** @type {string[]} */
  const fetched = [];
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname.split('/').pop() ?? '';
    if (/\.(png|bin|json)$/.test(name)) fetched.push(name);
  });
  const seen = await lab.evaluate(async (lab) => {
    /** @type {any[]} */
    const told = [];
    const { train, test, classes } = await lab.cifar10({
      train: 1001,
      test: 7,
      onProgress: (news) => void told.push(news),
    });
    const last = train.images.subarray(-3072);
    const shapes = [train.shape, test.shape, [train.images.length, train.labels.length, test.images.length]];
    return {
      told,
      classes,
      shapes,
      filled: last.some((byte) => byte > 0),
      labels: [...train.labels.slice(0, 8), ...test.labels],
    };
  });
  assert.deepEqual(seen.shapes, [
    [1001, 32, 32, 3],
    [7, 32, 32, 3],
    [1001 * 3072, 1001, 7 * 3072],
  ]);
  // CIFAR-10's own first labels.
  assert.deepEqual(seen.labels, [6, 9, 9, 4, 1, 1, 2, 7, 3, 8, 8, 0, 6, 6, 1]);
  assert.equal(seen.classes.join(), 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck');
  assert.ok(seen.filled);
  const expected = [
    'manifest.json',
    'train-labels.bin',
    'test-labels.bin',
    'train-00.png',
    'train-01.png',
    'test-00.png',
  ];
  assert.deepEqual(fetched.toSorted(), expected.toSorted());
  const last = seen.told[seen.told.length - 1];
  assert.deepEqual([last.unit, last.loaded], ['bytes', last.total]);
  assert.ok(seen.told.every(({ loaded }, index) => index === 0 || loaded >= seen.told[index - 1].loaded));
});

test('a file that fails is tried again, then named', async (t) => {
  const { page, lab, problems } = await openLab(t, 'cpu');
  const tries = { 'train-00.png': 0, 'test-00.png': 0 };
  await page.route('**/train-00.png', (route) => {
    tries['train-00.png'] += 1;
    return tries['train-00.png'] > 1 ? route.fallback() : route.abort();
  });
  const load = () => {
    return lab.evaluate(async (lab) => {
      return lab.cifar10({ train: 500, test: 500 }).then(
        ({ train }) => `${train.shape}`,
        (error) => `${error.name} ${error.code}: ${error.message}`,
      );
    });
  };
  assert.equal(await load(), '500,32,32,3');
  assert.equal(tries['train-00.png'], 2);

  await page.route('**/test-00.png', (route) => {
    tries['test-00.png'] += 1;
    return route.fulfill({ status: 503 });
  });
  const sentence =
    'test-00.png could not be loaded (the server answered 503); check the connection and try again.';
  assert.equal(await load(), `ConvlabError network: ${sentence}`);
  assert.equal(tries['test-00.png'], 2);

  await page.route('**/test-00.png', (route) => route.fulfill({ body: '<!doctype html>' }));
  assert.match(await load(), /^ConvlabError file: test-00\.png: This is no PNG file;/);
  problems.length = 0;
});

test('loading can be given up', async (t) => {
  const { lab } = await openLab(t, 'cpu');
  const names = await lab.evaluate(async (lab) => {
    const abort = new AbortController();
    const nameOf = (/** @type {Promise<unknown>} */ load) =>
      load.then(
        () => 'done',
        (error) => error.name,
      );
    const onProgress = () => abort.abort();
    const names = [await nameOf(lab.cifar10({ train: 3000, test: 500, signal: abort.signal, onProgress }))];
    names.push(await nameOf(lab.cifar10({ train: 500, test: 500, signal: AbortSignal.abort() })));
    return names;
  });
  assert.deepEqual(names, ['AbortError', 'AbortError']);
});

test("the reader's own copy", async (t) => {
  const { page, lab } = await openLab(t, 'cpu');
  await page.evaluate(() =>
    document.body.append(
      Object.assign(document.createElement('input'), { type: 'file', id: 'mine', multiple: true }),
    ),
  );

  /**
   * Gives files to `cifar10` as a person would.
   *
   * @param {Record<string, Buffer>} files
   * @param {{ train: number, test: number }} [wanted]
   */
  const load = async (files, wanted = { train: 6, test: 2 }) => {
    const payloads = Object.entries(files).map(([name, buffer]) => ({ name, buffer, mimeType: '' }));
    await page.setInputFiles('#mine', payloads);
    return page.evaluate(async ([lab, wanted]) => {
      const { files } = /** @type {HTMLInputElement} */ (document.querySelector('#mine'));
      let loaded = 0;
      const onProgress = (/** @type {{ loaded: number }} */ news) => void (loaded = news.loaded);
      return lab.cifar10({ ...wanted, files, onProgress }).then(
        ({ train, test }) => ({
          train: [...train.labels],
          test: [...test.labels],
          pixels: [train.images[0], train.images[train.images.length - 1]],
          loaded,
        }),
        (error) => `${error.name} ${error.code}: ${error.message}`,
      );
    }, /** @type {const} */ ([lab, wanted]));
  };

  await t.test('.bin files', async () => {
    const files = {
      'test_batch.bin': binFile(3, 5),
      'data_batch_2.bin': binFile(4, 7),
      'data_batch_1.bin': binFile(4, 0),
    };
    const loaded = 11 * RECORD;
    assert.deepEqual(await load(files), { train: [0, 1, 2, 3, 7, 8], test: [5, 6], pixels: [0, 1], loaded });
    const seen = await load(files, { train: 5000, test: 2000 });
    assert.ok(typeof seen === 'object');
    assert.deepEqual([seen.train.length, seen.test.length], [8, 3], 'as many as there are');
  });

  await t.test('the archive', async () => {
    const archive = zlib.gzipSync(tarFile(SIX));
    const expected = { train: [1, 2, 3, 4, 2, 3], test: [8, 9], pixels: [0, 1], loaded: archive.length };
    assert.deepEqual(await load({ 'cifar-10-binary.tar.gz': archive }), expected);
  });

  await t.test('what is refused, each with a sentence', async () => {
    const good = binFile(3, 0);
    const bad = Buffer.from(good);
    bad[RECORD] = 10;
    const archive = zlib.gzipSync(tarFile(SIX));
    /** @type {[Record<string, Buffer>, RegExp][]} */
    const refused = [
      [{ 'data_batch_1.bin': good }, /no test images; add test_batch\.bin/],
      [{ 'test_batch.bin': good }, /no training images; add at least data_batch_1\.bin/],
      [
        { 'cats.bin': good, 'test_batch.bin': good },
        /^ConvlabError file: cats\.bin: This is none of CIFAR-10's files/,
      ],
      [
        { 'data_batch_1.bin': good.subarray(1), 'test_batch.bin': good },
        /data_batch_1\.bin: The file is damaged or cut short/,
      ],
      [{ 'data_batch_1.bin': bad, 'test_batch.bin': good }, /data_batch_1\.bin: Image 1 has the label 10/],
      [
        { 'data_batch_1.bin': Buffer.alloc(RECORD * 10_001), 'test_batch.bin': good },
        /more than 10000 images/,
      ],
      [
        { 'data_batch_1.bin': Buffer.alloc(0), 'test_batch.bin': good },
        /data_batch_1\.bin: The file is empty/,
      ],
      [{ 'my.tar.gz': archive, 'test_batch.bin': good }, /Choose either my\.tar\.gz or the \.bin files/],
      [
        { 'my.tar.gz': archive.subarray(0, archive.length - 100) },
        /my\.tar\.gz: The file is no gzip archive, or it is damaged/,
      ],
      [{ 'my.tar.gz': Buffer.from('<!doctype html>') }, /my\.tar\.gz: The file is no gzip archive/],
      [
        { 'my.tar.gz': zlib.gzipSync(tarFile(SIX).subarray(0, 5000)) },
        /my\.tar\.gz: The archive is cut short/,
      ],
      [
        { 'my.tar.gz': zlib.gzipSync(tarFile({ 'a/data_batch_1': good })) },
        /my\.tar\.gz: The archive lacks data_batch_1\.bin/,
      ],
    ];
    for (const [files, sentence] of refused) {
      const answer = await load(files);
      assert.ok(
        typeof answer === 'string' && answer.startsWith('ConvlabError file: '),
        `${Object.keys(files)}: ${JSON.stringify(answer)}`,
      );
      assert.match(answer, sentence);
    }
  });

  await t.test('a bomb is stopped long before its end', async () => {
    const size = 600_000_000;
    const bomb = zlib.gzipSync(Buffer.concat([tarHeader('zeros', size), Buffer.alloc(size)]), { level: 1 });
    const answer = await load({ 'my.tar.gz': bomb });
    assert.match(String(answer), /my\.tar\.gz: The archive unpacks to more than 200000000 bytes/);
  });
});
