import * as ort from 'onnxruntime-web/wasm';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

import { inference } from './shared/ort-peer.js';
import { present } from './shared/peer.js';

ort.env.wasm.wasmPaths = { mjs, wasm };
// By itself it would take half of what there is, and four at most.
ort.env.wasm.numThreads = navigator.hardwareConcurrency;

present(inference(ort, 'wasm'));
