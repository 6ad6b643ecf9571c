import start, * as files from '../pkg/files/convlab_files.js';
import wasmUrl from '../pkg/files/convlab_files_bg.wasm?url';

export { files };

/** Makes the code ready. */
export const init = () => start({ module_or_path: wasmUrl });
