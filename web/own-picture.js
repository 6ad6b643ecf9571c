import { SIDE } from './pictures.js';

/**
 * A reader's own picture: read from a file, never sent anywhere, and cut to the square that the figures look at.
 *
 * @typedef {'empty' | 'unreadable' | 'moving' | 'large' | 'flat'} Reason why a file cannot be shown
 *
 * @typedef {object} Original
 * @property {HTMLCanvasElement} canvas the picture, made small enough to work with
 * @property {number} width of the file's picture, in pixels
 * @property {number} height
 *
 * @typedef {object} Crop which square of the picture is taken
 * @property {number} zoom 1 takes the largest square, 2 one of half its side
 * @property {number} across 0 at the left edge to 1 at the right
 * @property {number} down 0 at the top edge to 1 at the bottom
 */

/** More pixels than this take a phone's memory. */
const MOST_PIXELS = 50e6;

/** The working copy's shorter side at most, which is enough for the closest crop, and its longer side. */
const WORKING = 512;
const LONGEST = 4096;

/** Where a file says that it moves stands near its beginning. */
const HEAD = 65_536;

/** The square in the middle, as large as can be. @type {Crop} */
export const MIDDLE = { zoom: 1, across: 0.5, down: 0.5 };

/** A file that cannot be shown. */
export class Unfit extends Error {
  /**
   * @param {Reason} reason
   * @param {{ width?: number, height?: number }} [size]
   */
  constructor(reason, { width = 0, height = 0 } = {}) {
    super(reason);
    this.reason = reason;
    this.width = width;
    this.height = height;
  }
}

/**
 * Reads a file as a picture.
 * @param {File} file
 * @returns {Promise<Original>}
 * @throws {Unfit} where it is none that can be shown
 */
export async function readPicture(file) {
  if (file.size === 0) throw new Unfit('empty');
  if (isMoving(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()))) throw new Unfit('moving');
  const url = URL.createObjectURL(file);
  try {
    const image = await load(url);
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0) throw new Unfit('flat');
    if (width * height > MOST_PIXELS) throw new Unfit('large', { width, height });
    return { canvas: await workingCopy(file, image), width, height };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Whether a file says that it is an animation: a GIF that repeats or has several frames, a PNG, a WebP or an AVIF
 * with the mark for it.
 * @param {Uint8Array} head the file's first bytes
 */
export function isMoving(head) {
  const written = new TextDecoder('latin1').decode(head);
  if (written.startsWith('GIF8'))
    return written.includes('NETSCAPE2.0') || written.split('\x21\xf9\x04').length > 2;
  if (written.startsWith('PNG', 1)) return written.split('IDAT')[0].includes('acTL');
  if (written.startsWith('WEBP', 8)) return written.includes('ANIM');
  return written.startsWith('ftypavis', 4);
}

/**
 * The square that a crop takes out of a picture.
 * @param {{ width: number, height: number }} picture
 * @param {Crop} crop
 */
export function cropArea({ width, height }, { zoom, across, down }) {
  const side = Math.min(width, height) / zoom;
  return { left: (width - side) * across, top: (height - side) * down, side };
}

/**
 * Cuts a picture to 32 x 32 pixels.
 * @param {HTMLCanvasElement} source
 * @param {Crop} crop
 * @returns {import('./pictures.js').Picture}
 */
export function cut(source, crop) {
  let { left, top, side } = cropArea(source, crop);
  /** @type {CanvasImageSource} */
  let from = source;
  // Halved again and again, so that every pixel of the square counts in any browser.
  while (side > 2 * SIDE) {
    const half = Math.max(SIDE, Math.ceil(side / 2));
    from = drawn(from, { left, top, side }, half);
    [left, top, side] = [0, 0, half];
  }
  const { data } = contextOf(drawn(from, { left, top, side }, SIDE)).getImageData(0, 0, SIDE, SIDE);
  return { pixels: Uint8Array.from(data.filter((_, at) => at % 4 !== 3)), label: null };
}

/**
 * @param {string} url
 * @returns {Promise<HTMLImageElement>}
 */
function load(url) {
  const image = new Image();
  return new Promise((done, failed) => {
    image.onload = () => done(image);
    image.onerror = () => failed(new Unfit('unreadable'));
    image.src = url;
  });
}

/**
 * The picture on white, its shorter side as the work needs it. Decoded aside where the browser can, so that the page
 * does not stand still meanwhile.
 * @param {File} file
 * @param {HTMLImageElement} image
 */
async function workingCopy(file, image) {
  const { naturalWidth, naturalHeight } = image;
  const sides = [naturalWidth, naturalHeight];
  const scale = Math.min(1, WORKING / Math.min(...sides), LONGEST / Math.max(...sides));
  const [width, height] = sides.map((side) => Math.max(1, Math.round(side * scale)));
  /** @type {ImageBitmapOptions} */
  const size = { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' };
  const small = await createImageBitmap(file, size).catch(() => null);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = contextOf(canvas);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  try {
    context.drawImage(small ?? image, 0, 0, width, height);
    context.getImageData(0, 0, 1, 1);
  } catch {
    throw new Unfit('unreadable');
  }
  small?.close();
  return canvas;
}

/**
 * A square of a picture, drawn anew at another size.
 * @param {CanvasImageSource} source
 * @param {ReturnType<typeof cropArea>} area
 * @param {number} size
 */
function drawn(source, { left, top, side }, size) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, left, top, side, side, 0, 0, size, size);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Unfit('unreadable');
  return context;
}
