import { openDB } from 'idb';

/**
 * Checkpoints in the browser's own storage. A run has two slots, written in turn, so that one is whole whatever happens to
 * the other; what is in them carries a checksum of its own. A run belongs to the tab that holds its lock: other tabs leave
 * it alone, and when the tab has gone, by whatever way, the lock is free and the run can be taken up.
 *
 * @typedef {import('./memo.js').Memo} Memo
 *
 * @typedef {object} Slot
 * @property {string} run
 * @property {0 | 1} slot
 * @property {number} generation counts the checkpoints of the run
 * @property {number} saved when, in milliseconds since 1970
 * @property {Memo} memo
 * @property {Blob} checkpoint
 *
 * @typedef {object} Found a run that no tab is at work on
 * @property {string} run
 * @property {Slot[]} slots the newest first
 */

const DATABASE = 'convlab';
const STORE = 'checkpoints';
/** Runs that are kept besides this tab's; older ones go. */
const KEPT = 3;

const lockOf = (/** @type {string} */ run) => `convlab-run-${run}`;

export class Vault {
  /** @type {Promise<import('idb').IDBPDatabase>} */
  #database;
  #run = '';
  #generation = 0;
  /** Lets go of the lock of this tab's run. */
  #release = () => {};

  constructor() {
    this.#database = openDB(DATABASE, 1, {
      upgrade: (database) => void database.createObjectStore(STORE, { keyPath: ['run', 'slot'] }),
    });
    // Whoever asks hears of it; where nobody has asked yet, nothing is wrong.
    this.#database.catch(() => {});
  }

  /**
   * Makes a run this tab's.
   *
   * @param {string} run
   * @returns {Promise<boolean>} whether it could be; another tab may have been faster
   */
  async take(run) {
    if (run === this.#run) return true;
    if (!navigator.locks) return false;
    const taken = await new Promise((resolve) => {
      void navigator.locks.request(lockOf(run), { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((release) => resolve(release));
      });
    });
    if (!taken) return false;
    this.#release();
    this.#release = taken;
    this.#run = run;
    const slots = await this.#slotsOf(run).catch(() => []);
    this.#generation = Math.max(0, ...slots.map(({ generation }) => generation));
    return true;
  }

  /**
   * Writes the older one of this tab's slots.
   *
   * @param {Memo} memo
   * @param {Blob} checkpoint
   */
  async put(memo, checkpoint) {
    if (!(await this.take(memo.runId))) throw new Error('The run is another tab’s.');
    const generation = this.#generation + 1;
    const slot = /** @type {0 | 1} */ (generation % 2);
    /** @type {Slot} */
    const record = {
      run: this.#run,
      slot,
      generation,
      saved: Date.now(),
      memo,
      checkpoint,
    };
    await (await this.#database).put(STORE, record);
    this.#generation = generation;
  }

  /**
   * Leaves a run of this tab as it is, for whoever takes it up.
   *
   * @param {string} run
   */
  leave(run) {
    if (run !== this.#run) return;
    this.#run = '';
    this.#generation = 0;
    this.#release();
    this.#release = () => {};
  }

  /** @returns {Promise<Found[]>} runs that no tab is at work on, the newest first */
  async find() {
    const slots = /** @type {Slot[]} */ (await (await this.#database).getAll(STORE));
    const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
    const runs = [...new Set(slots.map(({ run }) => run))].filter((run) => !held.has(lockOf(run)));
    const found = runs.map((run) => {
      const own = slots.filter((slot) => slot.run === run).sort((a, b) => b.generation - a.generation);
      return { run, slots: own };
    });
    found.sort((a, b) => b.slots[0].saved - a.slots[0].saved);
    await Promise.all(found.slice(KEPT).map(({ run }) => this.remove(run)));
    return found.slice(0, KEPT);
  }

  /** @param {string} run */
  async remove(run) {
    const database = await this.#database;
    await Promise.all([0, 1].map((slot) => database.delete(STORE, [run, slot])));
  }

  /** @param {string} run @returns {Promise<Slot[]>} */
  async #slotsOf(run) {
    const database = await this.#database;
    const slots = await Promise.all([0, 1].map((slot) => database.get(STORE, [run, slot])));
    return slots.filter(Boolean);
  }
}
