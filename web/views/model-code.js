/**
 * The notebook's cell that makes the model: where another network than the tutorial's is chosen, its code.
 * @param {import('../run/state.js').State} state
 */
export function attachModelCode(state) {
  const listing = /** @type {HTMLElement} */ (document.querySelector('[data-cell="model"] code'));
  const ours = listing.textContent;
  let shown = state.design;
  const show = async () => {
    const { design } = state;
    if (design.preset === 'tutorial') {
      listing.textContent = ours;
      return;
    }
    const { kerasCode } = await import('../design/keras/write.js');
    if (state.design === design) listing.textContent = kerasCode(design.description).trimEnd();
  };
  if (shown.preset !== 'tutorial') void show();
  return {
    show() {
      if (state.design === shown) return;
      shown = state.design;
      void show();
    },
  };
}
