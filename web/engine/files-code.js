import start, * as files from '../pkg/filing/convlab_filing.js';
import wasmUrl from '../pkg/filing/convlab_filing_bg.wasm?url';

export { files };

/** Makes the code ready. */
export const init = () => start({ module_or_path: wasmUrl });
