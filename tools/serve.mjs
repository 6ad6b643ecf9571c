import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';

import { Failure } from './lib/failure.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Vite writes a digest of the content into these names, so that what they name never changes. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/** How many ports after the first are tried. */
const MORE_PORTS = 20;

/**
 * A static server for one folder, on this machine only.
 *
 * @param {string} folder
 * @param {string} [base] the path that stands for the folder, with a slash at both ends
 */
export function createSiteServer(folder, base = '/') {
  return http.createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(response, 405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    }
    const wanted = resolveFile(folder, base, request.url ?? '/');
    if (!wanted) return answer(response, 404, 'There is no such page here.');
    const { file, name } = wanted;
    const stat = fs.statSync(file);
    const headers = {
      'content-type': TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`,
      'x-content-type-options': 'nosniff',
    };
    if (request.headers['if-none-match'] === headers.etag) return response.writeHead(304, headers).end();
    response.writeHead(200, { ...headers, 'content-length': stat.size });
    if (request.method === 'HEAD') return response.end();
    // A reader that leaves midway is no error of ours.
    pipeline(fs.createReadStream(file), response, () => {});
  });
}

/**
 * The file that a request's path names, if it is one inside the folder.
 *
 * @param {string} folder
 * @param {string} base
 * @param {string} url
 * @returns {{ file: string, name: string } | undefined} `name` begins with a slash and is relative to the base
 */
export function resolveFile(folder, base, url) {
  const wanted = decode(url.replace(/[?#].*/s, ''));
  if (!wanted?.startsWith(base) || wanted.includes('\0')) return undefined;
  const name = `/${wanted.slice(base.length)}`;
  const file = path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
  const inside = file.startsWith(path.resolve(folder) + path.sep);
  const isFile = inside && fs.statSync(file, { throwIfNoEntry: false })?.isFile();
  return isFile ? { file, name } : undefined;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {http.ServerResponse} response
 * @param {number} status
 * @param {string} sentence
 * @param {Record<string, string>} [headers]
 */
function answer(response, status, sentence, headers = {}) {
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

/**
 * Starts to listen on this machine's own address.
 *
 * @param {http.Server} server
 * @param {{ port: number, exact?: boolean }} options without `exact`, the next free port will do;
 *   port 0 takes any
 * @returns {Promise<number>} the port
 */
export async function listen(server, { port, exact = false }) {
  const last = exact ? port : port + MORE_PORTS;
  for (let candidate = port; candidate <= last; candidate++) {
    if (await tryPort(server, candidate)) {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      return address.port;
    }
  }
  throw new Failure(
    exact
      ? `Port ${port} is taken by another program: choose another one in PORT.`
      : `The ports from ${port} to ${last} are all taken: choose one in PORT.`,
  );
}

/**
 * @param {http.Server} server
 * @param {number} port
 * @returns {Promise<boolean>} whether the port was free
 */
function tryPort(server, port) {
  return new Promise((resolve, reject) => {
    const onError = (/** @type {NodeJS.ErrnoException} */ error) => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off('error', onError);
      resolve(true);
    };
    server.once('error', onError).once('listening', onListening).listen(port, '127.0.0.1');
  });
}
