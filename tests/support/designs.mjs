/** Designs at random, seeded, of every kind of layer: shapes fit, so that Keras builds them as well. */

/**
 * Numbers in [0, 1) from a seed (mulberry32).
 * @param {number} seed
 */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} seed
 * @returns {{ inputShape: number[], layers: ({ type: string } & Record<string, unknown>)[] }}
 */
export function randomDesign(seed) {
  const random = randomOf(seed);
  const whole = (/** @type {number} */ low, /** @type {number} */ high) =>
    low + Math.floor(random() * (high - low + 1));
  /** @template T @param {T[]} things @returns {T} */
  const oneOf = (things) => things[Math.floor(random() * things.length)];
  const maybe = (/** @type {Record<string, unknown>} */ args) => (random() < 0.3 ? args : {});
  const side = oneOf([16, 24, 32]);
  /** @type {({ type: string } & Record<string, unknown>)[]} */
  const layers = [];
  let channels = 3;
  const convolution = () => {
    const filters = whole(2, 12);
    const rest = {
      padding: 'same',
      ...maybe({ activation: 'relu' }),
      ...maybe({ useBias: false }),
      ...(random() < 0.5 ? { kernelSize: whole(1, 4) } : { kernelSize: [whole(1, 3), whole(1, 3)] }),
    };
    const type = oneOf(['Conv2D', 'SeparableConv2D', 'DepthwiseConv2D']);
    if (type === 'DepthwiseConv2D') {
      const depthMultiplier = whole(1, 2);
      channels *= depthMultiplier;
      return {
        type,
        ...rest,
        ...(depthMultiplier > 1 ? { depthMultiplier } : {}),
        ...maybe({ depthwiseRegularizer: { l2: 0.001 } }),
      };
    }
    channels = filters;
    if (type === 'SeparableConv2D')
      return {
        type,
        filters,
        ...rest,
        ...maybe({ depthMultiplier: 2 }),
        ...maybe({ pointwiseRegularizer: { l2: 0.0005 } }),
      };
    return { type, filters, ...rest, ...maybe({ kernelRegularizer: { l2: 1e-7 } }) };
  };
  let size = side;
  for (let block = whole(1, 3); block > 0; block -= 1) {
    layers.push({ ...convolution(), ...maybe({ name: `block-${block}` }) });
    layers.push(...oneOf([[], [{ type: 'BatchNormalization', ...maybe({ momentum: 0.9, epsilon: 1e-5 }) }]]));
    if (random() < 0.6) {
      const before = layers.length;
      layers.push({ type: 'Activation', activation: 'relu', name: `a${before}` });
      layers.push({ type: 'Conv2D', filters: channels, kernelSize: 3, padding: 'same', name: `b${before}` });
      layers.push({ type: 'Add', inputs: [`b${before}`, `a${before}`] });
    }
    if (size >= 8) {
      const wide = maybe({ poolSize: 3, strides: 2, padding: 'same' });
      layers.push(
        oneOf([
          { type: 'MaxPooling2D', ...wide },
          { type: 'AveragePooling2D', poolSize: 2, ...wide },
        ]),
      );
      size = Math.floor(size / 2);
    }
  }
  layers.push({ type: oneOf(['Flatten', 'GlobalAveragePooling2D']) });
  if (random() < 0.5) layers.push({ type: 'Dense', units: whole(2, 20), activation: 'relu' });
  if (random() < 0.5) layers.push({ type: 'Dropout', rate: 0.25 });
  layers.push({ type: 'Dense', units: 10, ...(random() < 0.7 ? { activation: 'softmax' } : {}) });
  return { inputShape: [side, side, 3], layers };
}
