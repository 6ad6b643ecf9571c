import { download, readAll } from './download.js';
import { ConvlabError } from './error.js';

/**
 * @typedef {import('../protocol.js').Dataset} Dataset
 * @typedef {{ train: number, test: number }} Wanted
 * @typedef {{ name: string, bytes: number }} Entry
 * @typedef {{ images: number, shard: number, files: Entry[], labels: Entry }} Split
 * @typedef {{ classes: string[], train: Split, test: Split }} Manifest
 */

/** Where the service worker keeps the files. */
const KEPT = 'convlab-data';

const SHAPE = [32, 32, 3];
const IMAGE_BYTES = 32 * 32 * 3;
/** Downloads at a time: enough to fill the line, few enough that the first ones end early. */
const AT_A_TIME = 4;

/**
 * The first images of CIFAR-10 from the site's own shards; only those shards are fetched that hold them.
 *
 * @param {import('./code.js').Code} code
 * @param {string} base address of the folder with the manifest
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {(loaded: number, total: number) => void} onBytes
 */
export async function loadCifar10(code, base, wanted, signal, onBytes) {
  const manifest = await readManifest(base, signal);
  const names = /** @type {const} */ (['train', 'test']);
  const plans = names.map((name) => plan(code, manifest[name], wanted[name], name));
  const total = plans.reduce((sum, { bytes }) => sum + bytes, 0);
  let loaded = 0;
  onBytes(0, total);
  const jobs = plans.flatMap(({ jobs }) => jobs);
  await inTurn(jobs, async ({ entry, take }) => {
    const count = (/** @type {number} */ bytes) => {
      loaded += bytes;
      onBytes(Math.min(loaded, total), total);
    };
    await take(await whole(entry, new URL(entry.name, base), signal, count));
  });
  const [train, test] = plans.map(({ dataset }) => dataset);
  return { train, test, classes: manifest.classes };
}

/**
 * A file of the length that the manifest says. One that is not may be a page that stood in its place, and be kept for
 * days: it is put away, and asked for once more. What comes then is judged by whoever reads it.
 *
 * @param {Entry} entry
 * @param {URL} url
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes
 */
async function whole({ bytes }, url, signal, onBytes) {
  const file = await download(url, signal, onBytes);
  if (file.length === bytes) return file;
  onBytes(-file.length);
  await globalThis.caches?.delete(KEPT);
  return download(url, signal, onBytes, 'reload');
}

/**
 * @param {string} base
 * @param {AbortSignal} signal
 * @returns {Promise<Manifest>}
 */
async function readManifest(base, signal) {
  const bytes = await download(new URL('manifest.json', base), signal, () => {});
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new ConvlabError(
      'file',
      'manifest.json: This is no JSON; the server may have sent a page in its place.',
    );
  }
}

/**
 * The files that hold the first images of a split, and what becomes of each.
 *
 * @param {import('./code.js').Code} code
 * @param {Split} split
 * @param {number} wanted
 * @param {string} name
 */
function plan(code, split, wanted, name) {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > split.images) {
    throw new ConvlabError('option', `${name} must be a whole number from 1 to ${split.images}.`);
  }
  const images = new Uint8Array(wanted * IMAGE_BYTES);
  const labels = new Uint8Array(wanted);
  const jobs = split.files.slice(0, Math.ceil(wanted / split.shard)).map((entry, index) => ({
    entry,
    take: async (/** @type {Uint8Array<ArrayBuffer>} */ file) => {
      const first = index * split.shard;
      const pixels = await decode(code, entry.name, file, Math.min(split.shard, split.images - first));
      images.set(pixels.subarray(0, (wanted - first) * IMAGE_BYTES), first * IMAGE_BYTES);
    },
  }));
  jobs.unshift({
    entry: split.labels,
    take: async (file) => {
      if (file.length !== split.images) {
        const lengths = `${file.length} labels where there should be ${split.images}`;
        throw new ConvlabError('file', `${split.labels.name}: The file holds ${lengths}.`);
      }
      labels.set(file.subarray(0, wanted));
    },
  });
  const bytes = jobs.reduce((sum, { entry }) => sum + entry.bytes, 0);
  /** @type {Dataset} */
  const dataset = { images, shape: [wanted, ...SHAPE], labels };
  return { jobs, bytes, dataset };
}

/**
 * @param {import('./code.js').Code} code
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {number} images
 */
async function decode({ shardStream, shardImages }, name, file, images) {
  const stream = /** @type {Uint8Array<ArrayBuffer>} */ (shardStream(name, file, images));
  const rows = new Uint8Array(images * (1 + IMAGE_BYTES));
  let length = 0;
  try {
    const inflated = new Blob([stream]).stream().pipeThrough(new DecompressionStream('deflate'));
    await readAll(inflated, (piece) => {
      rows.set(piece, length);
      length += piece.length;
    });
  } catch {
    throw new ConvlabError('file', `${name}: The image file is damaged: it cannot be unpacked.`);
  }
  return shardImages(name, rows.subarray(0, length), images);
}

/**
 * Does jobs a few at a time, in order; the first failure ends them all.
 *
 * @template T
 * @param {T[]} jobs
 * @param {(job: T) => Promise<void>} work
 */
async function inTurn(jobs, work) {
  const rest = jobs.values();
  const line = async () => {
    for (const job of rest) await work(job);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, line));
}
