import { Archive, OwnCopy, classes } from '../pkg/convlab_web.js';
import { readAll } from './download.js';
import { ConvlabError } from './error.js';

/**
 * @typedef {import('../protocol.js').Dataset} Dataset
 * @typedef {import('./cifar10.js').Wanted} Wanted
 */

const SHAPE = [32, 32, 3];
/** What the official archive and its copies are called. */
const IS_ARCHIVE = /\.(tar\.gz|tgz)$/i;

/**
 * The reader's own copy of CIFAR-10, read here and sent nowhere: the official archive, or its `.bin` files. Fewer
 * images than wanted come of files that hold fewer.
 *
 * @param {File[]} files
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {(loaded: number, total: number) => void} onBytes
 */
export async function readOwnCopy(files, wanted, signal, onBytes) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  const count = (/** @type {Uint8Array} */ piece) => {
    signal.throwIfAborted();
    loaded += piece.length;
    onBytes(loaded, total);
  };
  const archive = files.find(({ name }) => IS_ARCHIVE.test(name));
  if (archive && files.length > 1) {
    throw new ConvlabError('file', `Choose either ${archive.name} or the .bin files, not both.`);
  }
  const splits = archive ? await readArchive(archive, wanted, count) : await readFiles(files, wanted, count);
  const { train, test } = splits;
  splits.free();
  return { train: taken(train), test: taken(test), classes: classes() };
}

/**
 * @param {File[]} files
 * @param {Wanted} wanted
 * @param {(piece: Uint8Array) => void} count
 */
async function readFiles(files, { train, test }, count) {
  const names = files.map(({ name }) => name);
  const copy = new OwnCopy(names, train, test);
  for (const file of files) {
    copy.open(file.name);
    await readAll(file.stream(), (piece) => {
      count(piece);
      copy.push(piece);
    });
    copy.close();
  }
  return copy.finish();
}

/**
 * @param {File} file
 * @param {Wanted} wanted
 * @param {(piece: Uint8Array) => void} count
 */
async function readArchive(file, { train, test }, count) {
  const archive = new Archive(file.name, train, test);
  const counted = new TransformStream({
    transform(piece, controller) {
      count(piece);
      controller.enqueue(piece);
    },
  });
  const unpacked = file.stream().pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
  try {
    await readAll(unpacked, (piece) => archive.push(piece));
  } catch (error) {
    // Of these, only the unpacking throws a TypeError.
    if (!(error instanceof TypeError)) throw error;
    throw new ConvlabError(
      'file',
      `${file.name}: The file is no gzip archive, or it is damaged or cut short.`,
    );
  }
  return archive.finish();
}

/**
 * A data set of the engine as one of the page.
 *
 * @param {import('../pkg/convlab_web.js').Dataset} dataset
 * @returns {Dataset}
 */
function taken(dataset) {
  const images = /** @type {Uint8Array} */ (dataset.images());
  const labels = dataset.labels();
  dataset.free();
  return { images, shape: [labels.length, ...SHAPE], labels };
}
