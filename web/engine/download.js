import { ConvlabError } from './error.js';

/**
 * Fetches a file of the site, retried once. The browser's own cache keeps it.
 *
 * @param {URL} url
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes told of each piece; of a failed try's pieces with a minus
 * @param {RequestCache} [cache] how much the browser's cache counts
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function download(url, signal, onBytes, cache = 'default') {
  try {
    return await attempt(url, signal, onBytes, cache);
  } catch (error) {
    signal.throwIfAborted();
    return attempt(url, signal, onBytes, cache);
  }
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes
 * @param {RequestCache} cache
 */
async function attempt(url, signal, onBytes, cache) {
  const name = url.pathname.split('/').pop();
  let loaded = 0;
  try {
    const response = await fetch(url, { signal, cache });
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const pieces = [];
    await readAll(response.body, (piece) => {
      pieces.push(piece);
      loaded += piece.length;
      onBytes(piece.length);
    });
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  } catch (error) {
    onBytes(-loaded);
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new ConvlabError(
      'network',
      `${name} could not be loaded (${why}); check the connection and try again.`,
    );
  }
}

/**
 * Reads a stream to its end, or until `take` throws.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {(piece: Uint8Array<ArrayBuffer>) => void} take
 */
export async function readAll(stream, take) {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) take(read.value);
  } catch (error) {
    void reader.cancel().catch(() => {});
    throw error;
  }
}
