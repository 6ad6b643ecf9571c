import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-webgpu';

import { present } from './shared/peer.js';
import { inference, train } from './shared/tfjs-peer.js';

present({ ...inference('webgpu'), train });
