import * as ort from 'onnxruntime-web/webgpu';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

import { inference } from './shared/ort-peer.js';
import { present } from './shared/peer.js';

ort.env.wasm.wasmPaths = { mjs, wasm };

present(inference(ort, 'webgpu'));
