import fs from 'node:fs';
import path from 'node:path';

import { list } from 'tar';

import { Failure } from '../lib/failure.mjs';

/** Nothing that belongs to CIFAR-10 is larger; an entry that is gets no chance to fill the memory. */
const MAX_ENTRY_BYTES = 64e6;

/**
 * Takes the wanted files out of a `.tar.gz`, wherever in it they lie, and nothing else.
 *
 * @param {string} archive
 * @param {Set<string>} wanted file names without folders
 * @param {string} folder receives the files side by side
 * @returns {Promise<string[]>} the names of everything that the archive holds
 */
export async function unpack(archive, wanted, folder) {
  refuseOtherFormats(archive);
  /** @type {string[]} */
  const names = [];
  /** @type {Promise<void>[]} */
  const writes = [];
  try {
    await list({
      file: archive,
      strict: true,
      onReadEntry(entry) {
        names.push(entry.path);
        const name = path.posix.basename(entry.path);
        if (!wanted.has(name) || !entry.type.endsWith('File') || entry.size > MAX_ENTRY_BYTES) {
          entry.resume();
          return;
        }
        const write = entry.concat().then((bytes) => fs.writeFileSync(path.join(folder, name), bytes));
        write.catch(() => {}); // Reported below, once the archive has been read or given up.
        writes.push(write);
      },
    });
    await Promise.all(writes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Failure(`${archive} is damaged or cut short (${reason}): get it again.`);
  }
  return names;
}

/** @param {string} archive */
function refuseOtherFormats(archive) {
  const file = fs.openSync(archive, 'r');
  const start = Buffer.alloc(2);
  fs.readSync(file, start);
  fs.closeSync(file);
  if (start[0] !== 0x1f || start[1] !== 0x8b) throw new Failure(`${archive} is not a .tar.gz archive.`);
}
