import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memory, summaryText } from '../../web/engine/summary.js';

/**
 * @param {string} type
 * @param {string} name
 * @param {string} outputShape
 * @param {number} params
 * @param {string | null} [connectedTo]
 */
const row = (type, name, outputShape, params, connectedTo = null) => ({
  name,
  type,
  outputShape,
  params,
  connectedTo,
});

test("the tutorial's summary is printed as Keras does", () => {
  const rows = [
    row('Conv2D', 'conv2d', '(None, 32, 32, 32)', 896),
    row('MaxPooling2D', 'max_pooling2d', '(None, 16, 16, 32)', 0),
    row('Conv2D', 'conv2d_1', '(None, 16, 16, 64)', 18_496),
    row('MaxPooling2D', 'max_pooling2d_1', '(None, 8, 8, 64)', 0),
    row('Flatten', 'flatten', '(None, 4096)', 0),
    row('Dense', 'dense', '(None, 200)', 819_400),
    row('Dense', 'dense_1', '(None, 200)', 40_200),
    row('BatchNormalization', 'batch_normalization', '(None, 200)', 800),
    row('Dense', 'dense_2', '(None, 10)', 2010),
  ];
  const counts = { total: 881_802, trainable: 881_402, nonTrainable: 400 };
  assert.equal(
    summaryText({ name: 'sequential', rows, ...counts }),
    `Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 32, 32, 32)     │           896 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 16, 16, 32)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2d_1 (Conv2D)               │ (None, 16, 16, 64)     │        18,496 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d_1 (MaxPooling2D)  │ (None, 8, 8, 64)       │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 4096)           │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 200)            │       819,400 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 200)            │        40,200 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ batch_normalization             │ (None, 200)            │           800 │
│ (BatchNormalization)            │                        │               │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 10)             │         2,010 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 881,802 (3.36 MB)
 Trainable params: 881,402 (3.36 MB)
 Non-trainable params: 400 (1.56 KB)`,
  );
});

test('a network with branches has a column for what feeds each layer', () => {
  const rows = [
    row('InputLayer', 'input_layer', '(None, 32, 32, 3)', 0, '-'),
    row('Conv2D', 'conv2d', '(None, 32, 32, 3)', 84, 'input_layer[0][0]'),
    row('Add', 'add', '(None, 32, 32, 3)', 0, 'conv2d[0][0], input_layer[0][0]'),
    row('GlobalAveragePooling2D', 'global_average_pooling2d', '(None, 3)', 0, 'add[0][0]'),
    row('Dense', 'dense', '(None, 10)', 40, 'global_average_pooling2d[0][0]'),
  ];
  const text = summaryText({ name: 'functional', rows, total: 124, trainable: 124, nonTrainable: 0 });
  assert.equal(
    text.slice(0, text.indexOf('\n Total')),
    `Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ input_layer         │ (None, 32, 32, 3) │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv2d (Conv2D)     │ (None, 32, 32, 3) │         84 │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 32, 32, 3) │          0 │ conv2d[0][0],     │
│                     │                   │            │ input_layer[0][0] │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ global_average_poo… │ (None, 3)         │          0 │ add[0][0]         │
│ (GlobalAveragePool… │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ dense (Dense)       │ (None, 10)        │         40 │ global_average_p… │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘`,
  );
});

test('memory is written as Keras writes it', () => {
  const written = {
    0: '0.00 B',
    255: '1020.00 B',
    256: '1.00 KB',
    288: '1.12 KB',
    352: '1.38 KB',
    881002: '3.36 MB',
    268435456: '1.00 GB',
  };
  for (const [count, text] of Object.entries(written)) assert.equal(memory(Number(count)), text);
});
