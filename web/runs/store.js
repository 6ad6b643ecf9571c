import { readRecord } from './record.js';

const PREFIX = 'convlab.run.';

/**
 * Runs in the browser's own storage, each under a key of its own, so that two tabs never overwrite each other's.
 */
export class RunStore {
  #storage;

  /** @param {Storage | null} storage null where the browser gives none */
  constructor(storage) {
    this.#storage = storage;
  }

  /** The runs that are kept, the newest first. */
  list() {
    const records = this.#keys().flatMap((key) => readRecord(this.#storage?.getItem(key) ?? null) ?? []);
    return records.sort((a, b) => (a.began < b.began ? 1 : -1));
  }

  /**
   * Keeps a run, in place of what was kept of it before.
   * @param {import('./record.js').Record} record
   * @returns {boolean} whether it could be kept
   */
  put(record) {
    try {
      if (!this.#storage) return false;
      this.#storage.setItem(PREFIX + record.id, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} id @returns {import('./record.js').Record | null} */
  get(id) {
    return readRecord(this.#storage?.getItem(PREFIX + id) ?? null);
  }

  /** @param {string} id */
  remove(id) {
    this.#storage?.removeItem(PREFIX + id);
  }

  #keys() {
    const storage = this.#storage;
    if (!storage) return [];
    return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) =>
      key.startsWith(PREFIX),
    );
  }
}

/** The browser's storage; null where it refuses. */
export function browserStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
