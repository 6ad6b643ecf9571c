/** Runs one of the chains, and says how long it took. */
self.onmessage = async (
  /** @type {MessageEvent<import('./wasm.js').Order>} */ { data: { module, steps } },
) => {
  const { exports } = await WebAssembly.instantiate(module);
  const run = /** @type {(steps: number) => number} */ (exports.run);
  const began = performance.now();
  run(steps);
  self.postMessage((performance.now() - began) / 1000);
};
