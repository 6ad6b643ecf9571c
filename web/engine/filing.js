import { ConvlabError } from './error.js';

/**
 * Models as files of the engine's own, which is safetensors. What reads and writes them, and what tells of a batch that is looked
 * at, is fetched when it is first wanted: nothing of it is needed before a run's first step.
 *
 * @typedef {typeof import('../pkg/filing/convlab_filing.js')} FilesCode
 *
 * @typedef {[figures: Float64Array, arenas: Float32Array]} Standing where a model stands: its weights, and perhaps what
 *   training goes on with. `core::standing` knows what the numbers mean; here they are only kept and passed on
 */

/** @type {Promise<FilesCode> | null} */
let code = null;

/** The code of `crates/files`; a later call tries once more where it could not be loaded. */
export function filesCode() {
  code ??= load().catch(() => {
    code = null;
    throw new ConvlabError(
      'network',
      'The code for this, a further part of the engine, could not be loaded.',
    );
  });
  return code;
}

async function load() {
  const { files, init } = await import('./files-code.js');
  await init();
  return files;
}

/**
 * Does something with a file; what is wrong with it comes as its sentence.
 *
 * @template T
 * @param {(code: FilesCode) => T} work
 * @returns {Promise<T>}
 */
export async function filing(work) {
  const files = await filesCode();
  try {
    return work(files);
  } catch (error) {
    throw typeof error === 'string' ? new ConvlabError('weights', error) : error;
  }
}

/**
 * @param {string} description of the model
 * @param {Standing} standing
 * @param {{ classes?: string[], notes?: string, learningRate: number }} about
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export const modelFile = (description, [figures, arenas], { classes = [], notes = '{}', learningRate }) =>
  filing(
    ({ writeModel }) =>
      /** @type {Uint8Array<ArrayBuffer>} */ (
        writeModel(description, figures, arenas, classes, notes, learningRate)
      ),
  );
