import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a file whole or not at all: an interrupted run never leaves half of it under its name.
 *
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function writeWhole(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  fs.writeFileSync(part, content);
  fs.renameSync(part, file);
}

/**
 * A second name for the same bytes where the file system can, else a copy.
 *
 * @param {string} from
 * @param {string} to must not exist yet
 */
export function linkOrCopy(from, to) {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.copyFileSync(from, to);
  }
}

/**
 * The size of a file in bytes, or -1 where there is none.
 *
 * @param {string} file
 */
export function sizeOf(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : -1;
}

/**
 * One digest over the names and the contents of files and folders: it tells whether an output still
 * belongs to its sources, whatever a checkout did to their times.
 *
 * @param {string} base folder that the names are relative to
 * @param {string[]} inputs files and folders; one that is missing counts as empty
 * @param {string[]} [skip] names of folders to leave out
 */
export function digest(base, inputs, skip = []) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesUnder(path.join(base, input), skip))) {
    const content = fs.readFileSync(file);
    hash.update(`${path.relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Every file under a folder, in a fixed order; the file itself when it is one.
 *
 * @param {string} start
 * @param {string[]} [skip] names of folders to leave out
 * @returns {string[]}
 */
export function filesUnder(start, skip = []) {
  const stat = fs.statSync(start, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [start];
  return fs
    .readdirSync(start)
    .sort()
    .filter((name) => !skip.includes(name))
    .flatMap((name) => filesUnder(path.join(start, name), skip));
}
