import { text } from './text.js';
import { isFree } from './run/state.js';
import { showNotice } from './views/notice.js';

/** Held by every tab of this page, so that each can tell whether it is the only one. */
const TABS = `convlab-tab ${new URL('.', document.baseURI).pathname}`;

/**
 * Has the page kept for days without a network, and says when a newer version has arrived. The new version waits until no
 * tab is left of the old one; where this is the only tab, the reader can have it at once.
 *
 * @param {import('./run/state.js').State} state
 */
export async function keepForOffline(state) {
  // A figure in a frame is another page's affair.
  if (!('serviceWorker' in navigator) || new URLSearchParams(location.search).has('embed')) return;
  if (!navigator.serviceWorker.controller)
    navigator.serviceWorker.addEventListener('controllerchange', keepPictures, { once: true });
  void navigator.locks?.request(TABS, { mode: 'shared' }, () => new Promise(() => {}));
  const registration = await navigator.serviceWorker
    .register(new URL('sw.js', document.baseURI))
    .catch(() => null);
  if (!registration) return;
  if (registration.waiting) void tell(registration.waiting, state);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) void tell(worker, state);
    });
  });
}

/** Has the pictures kept that the page fetched before anything kept them; the browser still has them at hand. */
function keepPictures() {
  const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
  for (const url of fetched.filter((url) => url.includes('/data/'))) fetch(url).catch(() => {});
}

/**
 * @param {ServiceWorker} worker that waits
 * @param {import('./run/state.js').State} state
 */
async function tell(worker, state) {
  const said = text.offline;
  const take = async () => {
    if (!isFree(state)) return void showNotice({ id: 'version', what: said.running }, said.close);
    if (!(await isOnlyTab())) return void showNotice({ id: 'version', what: said.others }, said.close);
    if (!isFree(state)) return void showNotice({ id: 'version', what: said.running }, said.close);
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    worker.postMessage({ type: 'SKIP_WAITING' });
  };
  showNotice({ id: 'version', what: said.ready, deeds: [{ label: said.take, deed: take }] }, said.later);
}

async function isOnlyTab() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.filter(({ name }) => name === TABS).length <= 1;
}
