import { memoOf } from './memo.js';

/**
 * Keeps the run at hand: its last checkpoint here, and with each one what the page remembers, in the browser's own storage.
 * Where that is full or refused, it is said once, and training goes on.
 */
export class Keeper {
  #state;
  #mark;
  /** @type {Promise<import('./vault.js').Vault | null> | null} */
  #vault = null;
  /** The run whose checkpoints the vault gets. */
  #run = '';
  #writing = false;
  /** The last checkpoint that waits to be written. @type {typeof this.latest} */
  #waiting = null;

  /** The last checkpoint. @type {{ memo: import('./memo.js').Memo, checkpoint: Blob } | null} */
  latest = null;

  /** What was written last. @type {{ memo: import('./memo.js').Memo, bytes: number, at: Date } | null} */
  written = null;

  /** Whether the browser refused to keep something. */
  refused = false;

  /** Whether no file could be made of where the run stands, as what makes it could not be fetched. */
  missed = false;

  /**
   * @param {import('../run/state.js').State} state
   * @param {() => void} mark says that there is news
   */
  constructor(state, mark) {
    this.#state = state;
    this.#mark = mark;
  }

  /**
   * Takes a checkpoint of the run at hand; without one the last one stays.
   * @param {Blob | null} checkpoint
   * @param {{ fits: number, over: boolean }} run
   */
  keep = (checkpoint, run) => {
    const memo = memoOf(this.#state, run);
    if (!memo) return;
    this.missed = !checkpoint;
    if (!checkpoint) {
      this.#mark();
      return;
    }
    this.#waiting = this.latest = { memo, checkpoint };
    void this.#write();
  };

  /** The vault, which is fetched when it is first needed; null where the browser has none. */
  vault() {
    this.#vault ??= import('./vault.js').then(({ Vault }) => new Vault()).catch(() => null);
    return this.#vault;
  }

  /** Follows the page from one run to the next: a reset forgets what was kept, another network does not. */
  async follow() {
    const { runId, wasReset } = this.#state;
    if (runId === this.#run) return;
    const before = this.#run;
    this.#run = runId;
    this.missed = false;
    if (!before || !this.written) return;
    this.latest = null;
    const vault = await this.vault();
    vault?.leave(before);
    if (wasReset) await vault?.remove(before).catch(() => {});
    if (this.written?.memo.runId === before) this.written = null;
    this.#mark();
  }

  async #write() {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting) {
      const { memo, checkpoint } = this.#waiting;
      this.#waiting = null;
      try {
        const vault = await this.vault();
        if (!vault) throw new Error('no storage');
        await vault.put(memo, checkpoint);
        if (memo.runId === this.#state.runId) this.written = { memo, bytes: checkpoint.size, at: new Date() };
        else await vault.remove(memo.runId);
        this.refused = false;
      } catch {
        this.refused = true;
      }
      this.#mark();
    }
    this.#writing = false;
  }
}
