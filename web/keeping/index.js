import { ConvlabError } from '../engine/error.js';
import { sentenceOf } from '../run/engine.js';
import { isFitting, isFree, isResting } from '../run/state.js';
import { browserStorage } from '../runs/store.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';
import { showNotice } from '../views/notice.js';
import { Absence } from './absence.js';
import { isMemo } from './memo.js';
import { ScreenLock } from './screen-lock.js';

/** Whether the browser has been asked to keep what is stored. */
const ASKED = 'convlab.persist';

/**
 * Nothing that was trained is lost: says what is kept of the run, and offers to go on with what was broken off, by a closed
 * tab, a lost GPU, or a loss out of all bounds.
 *
 * @param {import('./keeper.js').Keeper} keeper
 * @param {import('../run/state.js').State} state
 * @param {import('../run/run.js').Run} run
 * @param {{ adopt: (settings: Partial<import('../run/state.js').Settings>) => void }} settings
 */
export function attachKeeping(keeper, state, run, settings) {
  const line = byId('kept', HTMLElement);
  const persist = byId('kept-persist', HTMLButtonElement);
  const said = text.keeping;
  const screen = new ScreenLock();
  const absence = new Absence(state, () => run.keepSoon());
  const storage = browserStorage();
  let phase = state.phase;
  let mayAsk = false;

  persist.addEventListener('click', async () => {
    mayAsk = false;
    storage?.setItem(ASKED, 'yes');
    const granted = await navigator.storage.persist().catch(() => false);
    write(line, granted ? said.persisted : said.notPersisted);
    persist.hidden = true;
  });
  void navigator.storage?.persisted?.().then((persisted) => {
    mayAsk = !persisted && storage?.getItem(ASKED) !== 'yes';
  });

  /** @param {import('./memo.js').Memo} memo @param {Blob} checkpoint */
  const goOn = async (memo, checkpoint) => {
    document.getElementById('training')?.scrollIntoView();
    byId('pause', HTMLButtonElement).focus();
    await run.goOn(memo, checkpoint);
  };

  /** @param {import('./memo.js').Memo} memo @param {Blob} checkpoint */
  const bringBack = async (memo, checkpoint) => {
    await run.adopt({ file: checkpoint, name: said.before, design: memo.design, memo });
    document.getElementById('training')?.scrollIntoView();
  };

  /** The offers after a run that came to grief. */
  const comfort = () => {
    const { latest } = keeper;
    if (state.phase === 'failed' && state.failure?.code === 'device-lost' && latest && !latest.memo.over) {
      const on = (/** @type {'cpu' | 'webgpu'} */ backend) => () => {
        settings.adopt({ ...latest.memo.settings, backend });
        return goOn(latest.memo, latest.checkpoint);
      };
      const deeds = [
        { label: said.onCpu, deed: on('cpu') },
        { label: said.onGpu, deed: on('webgpu') },
      ];
      showNotice({ id: 'lost', what: said.lost(latest.memo), deeds }, said.later);
    }
    if (state.phase === 'stopped' && state.run.diverged) {
      const rate = Number((state.settings.learningRate / 10).toPrecision(3));
      const deed = () => {
        settings.adopt({ learningRate: rate });
        return run.train();
      };
      showNotice(
        { id: 'diverged', what: said.diverged, deeds: [{ label: said.slower(rate), deed }] },
        said.later,
      );
    }
  };

  /**
   * Makes the panel, and the engine, those of a run; fails where its checkpoint is damaged.
   * @param {import('./memo.js').Memo} memo
   * @param {Blob} checkpoint
   */
  const prepare = async (memo, checkpoint) => {
    // The same bits come from the same device only.
    settings.adopt({ ...memo.settings, backend: memo.backend });
    try {
      await run.aside.describe(checkpoint);
    } catch (error) {
      if (!(error instanceof ConvlabError) || error.code !== 'no-webgpu') throw error;
      settings.adopt({ backend: 'auto' });
      await run.aside.describe(checkpoint);
    }
  };

  void offer(keeper, state, prepare, { goOn, bringBack });

  return {
    show() {
      void keeper.follow();
      screen.hold(isFitting(state.phase) && state.phase !== 'paused');
      const { written, refused, missed } = keeper;
      const away = absence.sentence;
      if (refused) write(line, said.refused);
      else if (missed) write(line, isResting(state.phase) ? said.missedEnd : said.missed);
      else if (away) write(line, away);
      else if (written && !isResting(state.phase)) write(line, said.kept(written));
      else if (written) write(line, said.keptAll(written));
      else write(line, said.nothing);
      persist.hidden = !mayAsk || refused || !written;
      if (state.phase !== phase) {
        phase = state.phase;
        comfort();
      }
    },
  };
}

/**
 * Offers what other visits left.
 *
 * @param {import('./keeper.js').Keeper} keeper
 * @param {import('../run/state.js').State} state
 * @param {(memo: import('./memo.js').Memo, checkpoint: Blob) => Promise<void>} prepare
 * @param {Record<'goOn' | 'bringBack', (memo: import('./memo.js').Memo, checkpoint: Blob) => Promise<void>>} deeds
 */
async function offer(keeper, state, prepare, { goOn, bringBack }) {
  // Where nothing was ever kept, not even the code for it is fetched.
  const databases = await window.indexedDB?.databases?.().catch(() => null);
  if (databases && !databases.some(({ name }) => name === 'convlab')) return;
  const vault = await keeper.vault();
  const found = await vault?.find().catch(() => []);
  const newest = found?.[0];
  if (!vault || !newest) return;
  const slots = newest.slots.filter(({ memo }) => isMemo(memo));
  if (slots.length === 0) return void vault.remove(newest.run);
  const said = text.keeping;
  const [{ memo, saved }] = slots;

  const take = (/** @type {typeof goOn} */ deed) => async () => {
    if (!isFree(state)) return again(said.busy);
    if (memo.ownCopy && !memo.over && !state.ownCopy.files) return again(said.ownCopy);
    if (!(await vault.take(newest.run))) return;
    let reason = '';
    for (const slot of slots) {
      const { checkpoint } = slot;
      try {
        await prepare(slot.memo, checkpoint);
        return await deed(slot.memo, checkpoint);
      } catch (error) {
        reason = sentenceOf(error, text.status.unknown);
      }
    }
    showNotice({ id: 'broken-off', what: said.damaged(reason) }, said.close);
  };
  const forget = { label: said.forget, deed: () => vault.remove(newest.run) };
  const again = (/** @type {string} */ first) => {
    const on = { label: said.goOn, deed: take(goOn) };
    const back = { label: said.bringBack, deed: take(bringBack) };
    const what = [first, said.found(memo, new Date(saved))].filter(Boolean).join(' ');
    showNotice(
      { id: 'broken-off', what, deeds: memo.over ? [back, forget] : [on, back, forget] },
      said.later,
    );
  };
  again('');
}
