/** @typedef {any} Twins */
/** @returns {Promise<Twins>} */
export async function loadTwins() {
  throw new Error('not built yet');
}
