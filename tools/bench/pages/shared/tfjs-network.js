import { layers, sequential } from '@tensorflow/tfjs-layers';

/** The tutorial's network in TensorFlow.js, with weights of its own choice. */
export const tutorial = () =>
  sequential({
    layers: [
      layers.conv2d({
        inputShape: [32, 32, 3],
        filters: 32,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 200, activation: 'relu' }),
      layers.dense({ units: 200, activation: 'relu' }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
