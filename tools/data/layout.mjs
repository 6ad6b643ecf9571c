/**
 * CIFAR-10 as it was published: six files of 10,000 records, a record being a label byte and the
 * red, green and blue planes of a 32 by 32 picture.
 */
export const SIDE = 32;
export const PIXELS = SIDE * SIDE;
export const CHANNELS = 3;
export const IMAGE_BYTES = PIXELS * CHANNELS;
export const RECORD_BYTES = 1 + IMAGE_BYTES;

/** The classes, in the order of their labels. */
export const CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/**
 * @typedef {object} BinaryFile
 * @property {string} name
 * @property {'train' | 'test'} part
 * @property {string} md5 the sum that its authors published
 *
 * @typedef {object} Layout how a data set is cut into files; tests use a smaller one
 * @property {BinaryFile[]} files in the data set's order
 * @property {number} imagesPerFile
 * @property {number} imagesPerShard divides `imagesPerFile`
 */

/** @type {Layout} */
export const CIFAR10 = {
  files: [
    { name: 'data_batch_1.bin', part: 'train', md5: '5dd7e06a14cb22eb9f671a540d1b7c25' },
    { name: 'data_batch_2.bin', part: 'train', md5: '5ea93a67294ea407fff1d09f752e9692' },
    { name: 'data_batch_3.bin', part: 'train', md5: '942cd6a4bcdd0dd3c604fbe906cb4421' },
    { name: 'data_batch_4.bin', part: 'train', md5: 'ae636b3ba5c66a11e91e8cb52e771fcb' },
    { name: 'data_batch_5.bin', part: 'train', md5: '53f37980c15c3d472c316c40844f3f0d' },
    { name: 'test_batch.bin', part: 'test', md5: '803d5f7f4d78ea53de84dbe85f74fb6d' },
  ],
  imagesPerFile: 10_000,
  imagesPerShard: 1_000,
};

/**
 * Bytes of each file.
 *
 * @param {Layout} layout
 */
export const fileBytes = (layout) => layout.imagesPerFile * RECORD_BYTES;

/** @param {Layout} layout @param {string} part */
export const filesOf = (layout, part) => layout.files.filter((file) => file.part === part);
