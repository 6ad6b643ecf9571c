import { readAll } from './download.js';
import { ConvlabError } from './error.js';
import { filesCode } from './filing.js';

/**
 * @typedef {import('../protocol.js').Dataset} Dataset
 * @typedef {import('./cifar10.js').Wanted} Wanted
 */

const SHAPE = [32, 32, 3];
/** What the official archive and its copies are called. */
const IS_ARCHIVE = /\.(tar\.gz|tgz)$/i;

/**
 * The reader's own copy of CIFAR-10, read here and sent nowhere: the official archive, or its `.bin` files. Fewer
 * images than wanted come of files that hold fewer. What reads them is fetched here, since few readers need it.
 *
 * @param {File[]} files
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {(loaded: number, total: number) => void} onBytes
 */
export async function readOwnCopy(files, wanted, signal, onBytes) {
  const archive = files.find(({ name }) => IS_ARCHIVE.test(name));
  if (archive && files.length > 1) {
    throw new ConvlabError('file', `Choose either ${archive.name} or the .bin files, not both.`);
  }
  const code = await filesCode();
  try {
    return await read(code, files, archive, wanted, signal, onBytes);
  } catch (error) {
    // What is wrong with a file comes as its sentence.
    throw typeof error === 'string' ? new ConvlabError('file', error) : error;
  }
}

/**
 * @param {import('./filing.js').FilesCode} code
 * @param {File[]} files
 * @param {File | undefined} archive the only one, if it is an archive
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {(loaded: number, total: number) => void} onBytes
 */
async function read({ OwnCopy, classes }, files, archive, { train, test }, signal, onBytes) {
  const names = files.map(({ name }) => name);
  const copy = archive ? OwnCopy.ofArchive(archive.name, train, test) : OwnCopy.ofFiles(names, train, test);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  // In the official order, in which each file can fill up what the ones before it lack.
  for (const file of files.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    copy.open(file.name);
    const bytes = file.stream().pipeThrough(
      new TransformStream({
        transform(piece, controller) {
          signal.throwIfAborted();
          loaded += piece.length;
          onBytes(loaded, total);
          controller.enqueue(piece);
        },
      }),
    );
    if (archive) await unpack(bytes, file.name, (piece) => copy.push(piece));
    else await readAll(bytes, (piece) => copy.push(piece));
    copy.close();
  }
  const splits = copy.finish().map(taken);
  return { train: splits[0], test: splits[1], classes: classes().split(' ') };
}

/**
 * Reads a gzip file as it is unpacked.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} bytes
 * @param {string} name
 * @param {(piece: Uint8Array<ArrayBuffer>) => void} take
 */
async function unpack(bytes, name, take) {
  try {
    await readAll(bytes.pipeThrough(new DecompressionStream('gzip')), take);
  } catch (error) {
    // Only the unpacking throws one of these.
    if (!(error instanceof TypeError)) throw error;
    throw new ConvlabError('file', `${name}: The file is no gzip archive, or it is damaged or cut short.`);
  }
}

/**
 * A split as a data set of the page.
 *
 * @param {import('../pkg/filing/convlab_filing.js').Split} split
 * @returns {Dataset}
 */
function taken(split) {
  const images = split.images();
  const labels = split.labels();
  split.free();
  return { images, shape: [labels.length, ...SHAPE], labels };
}
