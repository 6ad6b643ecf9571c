import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Editing } from '../../web/design/editing.js';
import { readJson } from '../../web/design/json.js';
import { readKeras } from '../../web/design/keras/read.js';
import { kerasCode } from '../../web/design/keras/write.js';
import { descriptionOf, editedOf, isChain } from '../../web/design/layers.js';
import { misfitOf } from '../../web/design/misfit.js';
import { pack, unpack } from '../../web/design/packed.js';
import { randomDesign } from '../support/designs.mjs';

test('a chain is a Sequential, as one writes it', () => {
  const description = {
    inputShape: [32, 32, 3],
    layers: [
      { type: 'Conv2D', filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' },
      { type: 'MaxPooling2D', poolSize: [2, 3], strides: 1 },
      { type: 'Flatten', name: 'row' },
      { type: 'Dense', units: 10, activation: 'softmax', useBias: false, kernelRegularizer: { l2: 0.0001 } },
    ],
  };
  assert.equal(
    kerasCode(description),
    `import keras
from keras import layers

model = keras.Sequential([
    keras.Input(shape=(32, 32, 3)),
    layers.Conv2D(32, 3, padding="same", activation="relu"),
    layers.MaxPooling2D((2, 3), strides=1),
    layers.Flatten(name="row"),
    layers.Dense(10, activation="softmax", use_bias=False, kernel_regularizer=keras.regularizers.L2(0.0001)),
])
`,
  );
  assert.deepEqual(readKeras(kerasCode(description)), description);
});

test('a design with branches takes the functional interface', () => {
  const description = {
    inputShape: [8, 8, 3],
    layers: [
      { type: 'Conv2D', filters: 3, kernelSize: 1, name: 'class' },
      { type: 'Add', inputs: ['class', 'images'] },
      { type: 'GlobalAveragePooling2D' },
      { type: 'Dense', units: 2 },
    ],
  };
  const code = kerasCode(description);
  assert.match(
    code,
    /class_2 = layers\.Conv2D\(3, 1, name="class"\)\(inputs\)\nadd = layers\.Add\(\)\(\[class_2, inputs\]\)/,
  );
  assert.match(code, /model = keras\.Model\(inputs, dense\)\n$/);
  assert.deepEqual(readKeras(code), description);
});

test('code is read in the ways in which people write it', () => {
  const code = `
# a model as in many a tutorial
import tensorflow as tf
from tensorflow.keras import models, layers
model = models.Sequential()
model.add(layers.Conv2D(16, (3, 3), activation='relu', input_shape=(32, 32, 3)))
model.add(layers.MaxPool2D((2, 2)))
model.add(tf.keras.layers.Conv2D(filters=8, kernel_size=3, padding='valid',
                                 kernel_initializer="glorot_uniform"))
model.add(layers.ReLU()); model.add(layers.Flatten())
model.add(layers.Dropout(1/4))
model.add(layers.Dense(10, 'softmax', kernel_regularizer='l2'))
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x, y, epochs=500)
`;
  assert.deepEqual(readKeras(code), {
    inputShape: [32, 32, 3],
    layers: [
      { type: 'Conv2D', filters: 16, kernelSize: [3, 3], activation: 'relu' },
      { type: 'MaxPooling2D' },
      { type: 'Conv2D', filters: 8, kernelSize: 3 },
      { type: 'Activation', activation: 'relu' },
      { type: 'Flatten' },
      { type: 'Dropout', rate: 0.25 },
      { type: 'Dense', units: 10, activation: 'softmax', kernelRegularizer: { l2: 0.01 } },
    ],
  });
  const functional = `
from keras import Input, Model
from keras.layers import Dense, Flatten, add, Add
x = inputs = 3
`;
  assert.throws(() => readKeras(functional), /^Unreadable: Line 4: /);
});

test('what cannot be read is named with its line', () => {
  for (const [code, sentence] of [
    ['', /Line 1: there is no keras\.Sequential and no keras\.Model\./],
    ['model = Sequential([Dense(2)])', /Line 1: no keras\.Input says what shape/],
    ['model = Sequential([\n  Input(shape=(4,)),\n  LSTM(2),\n])', /Line 3: there is no layer LSTM here\./],
    [
      'model = Sequential([Input((4,)),\n Dense(2, unit_forget=True)])',
      /Line 2: Dense has no argument unit_forget/,
    ],
    ['model = Sequential([Dense(2)', /Line 1: \] is missing/],
    ['x = y', /Line 1: y has not been given a value\./],
    ['for i in range(3):\n  pass', /Line 1: for is not read here/],
    ['x = Input(shape=(4,))\ny = Dense(2)(x, ?)', /Line 2: "\?" means nothing here\./],
    ['i = Input((4,))\nd = Dense(4)\nm = Model(i, d(d(i)))', /Line 3: a layer that is used twice/],
    ['d = Dense(4)\nm = Sequential([\nInput((4,)),\nd,\nd])', /Line 5: a layer that is used twice/],
    ['m = Sequential([Input((4,)), Dense(2)])\nm.pop()', /Line 2: pop of a model is not known here/],
    ['m = Sequential()\nm.add()', /Line 2: add takes a layer/],
    ['m = Sequential([\nInput((4,)), Dense(2),\nInput((2,))])', /Line 3: Input stands once, before all/],
    ['m = Sequential([Input((4,))])', /Line 1: the model has no layers/],
    ['i = Input((4,))\nj = Input((4,))\nm = Model(i, Add()([i, Dense(4)(j)]))', /one keras\.Input/],
    ['i = Input((4,))\nx = Dense(4)(i)\nm = Model(i, [x, x])', /Line 3: .* one input and one output/],
    ['i = Input((4,))\nx = Add()(i, i)', /Line 2: a layer is called with what feeds it/],
    ['i = Input((4,))\nx = Dropout(0.5)(i, training=True)', /Line 2: a layer is called with what feeds it/],
    ['i = Input((4,))\nm = Model(i, Add()([]))', /one keras\.Input/],
    ['m = Sequential([Input((4,)),\nDense(2, units=3)])', /Line 2: units is given twice/],
    ['m = Sequential([Input((4,)),\nDense(units=3, 2)])', /Line 2: an argument without a name/],
    ['m = Sequential([Input((4,)), Dense("ten")])', /Line 1: units of Dense takes a whole number/],
    ['m = Sequential([Input((4,)), Dropout(1/0)])', /Line 1: rate of Dropout takes a number/],
    ['m = Sequential([Input((4,)), Dense(2, name="a/b")])', /Line 1: a name is a word in quotes/],
    ['m = Sequential([Input((4,)), constructor()])', /Line 1: there is no layer constructor here/],
    ['('.repeat(100_000), /Line 1: this is nested too deep/],
  ]) {
    assert.throws(() => readKeras(/** @type {string} */ (code)), /** @type {RegExp} */ (sentence));
  }
});

test('designs survive Keras code, the address and the editor, whatever they are', () => {
  let branching = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const design = randomDesign(seed);
    const description = descriptionOf(editedOf(design));
    if (!isChain(description)) branching += 1;
    assert.deepEqual(descriptionOf(editedOf(readKeras(kerasCode(description)))), description, `seed ${seed}`);
    const packed = pack(description);
    assert.match(packed, /^[A-Za-z0-9*._-]+$/, 'an address leaves it as it is');
    assert.deepEqual(unpack(packed), description, packed);
  }
  assert.ok(branching > 15, String(branching));
});

test('JSON is read where the editor can show it, and refused with its layer where it cannot', () => {
  const dense = { type: 'Dense', units: 10, activation: 'softmax' };
  const json = (/** @type {unknown[]} */ ...layers) => JSON.stringify({ inputShape: [32, 32, 3], layers });
  const flatten = { type: 'Flatten' };
  const fine = { ...dense, inputs: ['flatten'], kernelRegularizer: null };
  assert.deepEqual(readJson(json(flatten, fine)), { inputShape: [32, 32, 3], layers: [flatten, fine] });
  for (const [source, sentence] of /** @type {const} */ ([
    ['{', /^This is not JSON: /],
    ['{}', /^This JSON holds no design/],
    [json(), /^This JSON holds no design/],
    [json(7), /^Layer 1 has a type that is not offered here: undefined\./],
    [json({ type: 'constructor' }), /^Layer 1 has a type that is not offered here: constructor\./],
    [json(flatten, { ...dense, name: 5 }), /^Layer 2 has a name that cannot be/],
    [json(flatten, { ...dense, name: 'a/b' }), /^Layer 2 has a name that cannot be/],
    [json({ ...flatten, name: 'images' }, dense), /^Layer 1 has a name that cannot be/],
    [json(flatten, { ...dense, inputs: 'flatten' }), /^Layer 2 has inputs that are no list/],
    [json(flatten, { ...dense, inputs: [] }), /^Layer 2 has inputs that are no list/],
    [json(flatten, { ...dense, inputs: ['row'] }), /^Layer 2 names row among its inputs/],
    [json(flatten, { ...dense, groups: 2 }), /^Layer 2 is a Dense, which has no argument groups here/],
    [json(flatten, { ...dense, units: null }), /^Layer 2 is a Dense, whose units takes a whole number/],
    [
      json(flatten, { ...dense, kernelRegularizer: 'l2' }),
      /^Layer 2 .* kernelRegularizer takes a regularizer/,
    ],
  ]))
    assert.throws(() => readJson(source), { message: sentence });
});

test('a network that the page cannot train says why', () => {
  const of = (/** @type {number[]} */ inputShape, /** @type {object} */ last) =>
    misfitOf({ inputShape, layers: [{ type: 'Flatten' }, { type: 'Dense', ...last }] });
  assert.equal(of([32, 32, 3], { units: 10, activation: 'softmax' }), '');
  assert.match(
    of([32, 32, 3], { units: 7, activation: 'softmax' }),
    /gives 7 numbers, but there are 10 classes/,
  );
  assert.match(of([32, 32, 3], { units: 10 }), /must end in probabilities/);
  assert.match(
    of([16, 16, 3], { units: 10, activation: 'softmax' }),
    /images of 16 × 16 × 3, but .* 32 × 32 × 3/,
  );
  const scores = { inputShape: [32, 32, 3], layers: [{ type: 'Activation', activation: 'softmax' }] };
  assert.match(misfitOf(scores, [64]), /gives 64 numbers/);
});

test('an address that holds no design is refused', () => {
  for (const packed of [
    '',
    'x',
    '32_32',
    '32_32_3*Q',
    '32_32_3*C-fx',
    '32_32_3*D-u10-i9',
    '32_32_3*F*D-u10-i',
    '32_32_3*F-nimages*D-u10',
    '32_32_3*F-na.2f.b*D-u10',
    '32_32_3*D-a7',
    '32_32_3*D-y',
  ]) {
    const design = unpack(packed);
    assert.ok(design === null || design.layers.length === 0, packed);
  }
});

test('editing goes back and forth', () => {
  const editing = new Editing(
    editedOf({
      inputShape: [8, 8, 3],
      layers: [
        { type: 'Conv2D', filters: 3, kernelSize: 1 },
        { type: 'Flatten' },
        { type: 'Dense', units: 2, inputs: ['flatten'] },
      ],
    }),
  );
  const types = () => editing.design.layers.map(({ type }) => type).join(' ');
  const [conv, flatten] = editing.design.layers;
  const dropout = editing.add('Dropout', 2);
  assert.equal(types(), 'Conv2D Flatten Dropout Dense');
  editing.set(dropout, 'rate', 0.3);
  editing.set(dropout, 'rate', 0.35);
  editing.undo();
  assert.equal(editing.design.layers[2].args.rate, 0.25, 'what is typed in one field is one step');
  editing.redo();
  assert.equal(editing.design.layers[2].args.rate, 0.35);
  editing.remove(flatten.id);
  assert.deepEqual(descriptionOf(editing.design).layers[2], { type: 'Dense', inputs: ['conv2d'], units: 2 });
  editing.move(conv.id, 1);
  assert.equal(types(), 'Dropout Conv2D Dense');
  editing.duplicate(conv.id);
  assert.equal(types(), 'Dropout Conv2D Conv2D Dense');
  while (editing.canUndo) editing.undo();
  assert.equal(types(), 'Conv2D Flatten Dense');
  const branch = new Editing(
    editedOf({
      inputShape: [8, 8, 3],
      layers: [
        { type: 'Flatten' },
        { type: 'Flatten' },
        { type: 'Activation', inputs: ['flatten'], activation: 'relu' },
        { type: 'Dense', units: 2 },
      ],
    }),
  );
  branch.remove(branch.design.layers[2].id);
  assert.deepEqual(
    descriptionOf(branch.design).layers[2],
    { type: 'Dense', inputs: ['flatten'], units: 2 },
    'what is removed leaves its place to what fed it',
  );
  assert.ok(editing.canRedo);
  editing.add('Flatten', 0);
  assert.ok(!editing.canRedo, 'a new step forgets those that were taken back');
});
