import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';

import { inRoot } from '../lib/paths.mjs';
import { listen, resolveFile } from '../serve.mjs';

/** The benchmark's pages, built, and their data. */
export const SITE = inRoot('target', 'bench');

/** @type {Record<string, string>} what counts as code, and is sent compressed */
const CODE = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** A page that is isolated from others may use finer clocks and threads. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * @typedef {object} CountingServer
 * @property {string} url
 * @property {() => number} codeBytes compressed bytes of code that were sent so far
 * @property {() => void} close
 */

/**
 * Serves a folder on a free port and counts the code that it sends.
 *
 * @param {string} folder
 * @param {{ first?: string }} [options] `first`: a script of the folder that runs first in each page and worker
 * @returns {Promise<CountingServer>}
 */
export async function serveCounting(folder, { first } = {}) {
  let codeBytes = 0;
  const server = http.createServer((request, response) => {
    const file = resolveFile(folder, '/', request.url ?? '/')?.file;
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const type = CODE[path.extname(file)];
    if (!type) {
      response.writeHead(200, { ...ISOLATED, 'content-type': 'application/octet-stream' });
      fs.createReadStream(file).pipe(response);
      return;
    }
    const body = first ? zlib.gzipSync(preceded(file, first, request)) : gzipped(file);
    codeBytes += body.length;
    response.writeHead(200, { ...ISOLATED, 'content-type': type, 'content-encoding': 'gzip' });
    response.end(body);
  });
  const port = await listen(server, { port: 0 });
  return {
    url: `http://localhost:${port}/`,
    codeBytes: () => codeBytes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * A file, and in front of what begins a page or a worker another script.
 *
 * @param {string} file
 * @param {string} first
 * @param {http.IncomingMessage} request
 */
function preceded(file, first, { headers }) {
  const content = fs.readFileSync(file);
  const purpose = headers['sec-fetch-dest'];
  if (purpose === 'worker') return `import '/${first}';\n${content}`;
  return purpose === 'document'
    ? `${content}`.replace('<head>', `<head><script src="/${first}"></script>`)
    : content;
}

/** @type {Map<string, Buffer>} */
const compressed = new Map();

/**
 * A file as a good static host sends it; compressed once, so that no page waits for it longer than another.
 *
 * @param {string} file
 */
function gzipped(file) {
  const body = compressed.get(file) ?? zlib.gzipSync(fs.readFileSync(file), { level: 9 });
  compressed.set(file, body);
  return body;
}

/**
 * Bytes of code in a folder, compressed.
 *
 * @param {string[]} files
 */
export const codeBytesOf = (files) =>
  files.filter((file) => path.extname(file) in CODE).reduce((total, file) => total + gzipped(file).length, 0);
