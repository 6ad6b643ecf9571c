/**
 * What the page and the worker say to each other; nothing else passes between them.
 *
 * The page sends commands, each with a number of its own; the worker answers every command with exactly one
 * `done` or `failed` of that number, and may send news of it before. Data sets and models are named by numbers
 * that the page gives out, so that commands can follow each other without waiting.
 *
 * @typedef {'webgpu' | 'cpu'} Backend
 * @typedef {'logits' | 'double-softmax'} Loss
 *
 * @typedef {object} Info
 * @property {Backend} backend what computes
 * @property {string} adapter its name, as far as the browser tells
 * @property {number} threads that compute together; 1 on a GPU
 * @property {string} [kernels] what a run on WebGPU computes with, once there is one
 * @property {'on' | 'over'} [search] see `Computer`
 * @property {number} [since]
 * @property {'auto' | Backend} requested what was asked for
 * @property {string} reason a sentence that says why this backend was taken; empty where it goes without saying
 *
 * @typedef {object} Computer what a model is computed by, which may be less than all that there is
 * @property {string} adapter
 * @property {number} threads
 * @property {string} kernels what a run on WebGPU computes with; empty elsewhere, and before a run
 * @property {'on' | 'over'} [search] for the fastest kernels: `on` while others are tried between the run's batches, `over` where
 *   `kernels` are what was found
 * @property {number} [since] the epoch, from 1, in which those took the place of `winograd`; 0 where they are that
 * @property {string} reason a sentence that says why; empty where it goes without saying
 *
 * @typedef {object} Dataset labelled images; not to be changed once it has been used, since the worker keeps a copy
 * @property {Uint8Array | Float32Array} images bytes are taken as `x / 255`, floats as they are
 * @property {number[]} shape `[images, height, width, channels]`
 * @property {Uint8Array} labels a class an image
 *
 * @typedef {object} Progress
 * @property {number} loaded
 * @property {number} total
 * @property {'bytes'} unit
 * @property {string} what the thing that is loaded, as a fragment of a sentence
 *
 * @typedef {object} Opening
 * @property {'device' | 'engine' | 'trial'} phase the device is asked for, the code for it loads, two devices are compared
 *
 * @typedef {object} SummaryRow
 * @property {string} name
 * @property {string} type Keras's class
 * @property {string} outputShape such as `(None, 32, 32, 32)`
 * @property {number} params
 * @property {string | null} connectedTo what feeds it in a network with branches, as `conv2d[0][0], add[0][0]`
 *
 * @typedef {object} Summary
 * @property {string} name
 * @property {SummaryRow[]} rows
 * @property {number} total
 * @property {number} trainable
 * @property {number} nonTrainable
 *
 * @typedef {object} Phase
 * @property {'upload' | 'compile' | 'train' | 'validate' | 'paused' | 'lost'} phase
 * @property {number} [seconds] `lost`: until another device is asked for
 * @property {number} [done] images validated
 * @property {number} [total] images to validate
 *
 * @typedef {object} BatchFigures a batch's own figures, before its update
 * @property {number} epoch from 1
 * @property {number} batch from 1
 * @property {number} batches in an epoch
 * @property {number} images in this batch
 * @property {number} loss
 * @property {number} accuracy
 *
 * @typedef {object} EpochFigures means over the epoch's images
 * @property {number} epoch from 1
 * @property {number} epochs
 * @property {number} loss
 * @property {number} accuracy
 * @property {number} [val_loss] undefined without validation data
 * @property {number} [val_accuracy]
 * @property {number} learningRate at its end
 * @property {number} seconds the epoch took, pauses left out
 *
 * @typedef {object} Schedule how the learning rate changes from epoch to epoch
 * @property {'constant' | 'step' | 'cosine'} type
 * @property {number} every `step`: epochs between two changes
 * @property {number} factor `step`: above 0 and at most 1
 * @property {number} minimum `cosine`: from 0 to the learning rate
 *
 * @typedef {object} EarlyStopping
 * @property {'loss' | 'accuracy' | 'val_loss' | 'val_accuracy'} monitor
 * @property {number} patience epochs
 * @property {boolean} restoreBest
 *
 * @typedef {object} FitSettings what `settingsOf` in `engine/settings.js` makes, which says what it means
 * @property {number} epochs
 * @property {number} batchSize
 * @property {boolean} shuffle
 * @property {number} seed
 * @property {number} learningRate
 * @property {Schedule} schedule
 * @property {'adam' | 'sgd'} optimizer
 * @property {number} momentum
 * @property {boolean} nesterov
 * @property {Loss} loss
 * @property {{ flip: boolean, shift: number }} augmentation
 * @property {string} kernels
 * @property {EarlyStopping | null} earlyStopping
 *
 * @typedef {object} Failure an error on its way through a message
 * @property {string} name
 * @property {string} code
 * @property {string} message
 */

/**
 * Each command: what is sent with it, and the value of its `done`.
 *
 * @typedef {object} Commands
 * @property {{ send: { backend: 'auto' | Backend, threads: number | null }, value: Info }} open chooses the device, with so
 *   many threads where it is the CPU and as many as are good where none are given; comes first
 * @property {{ send: { dataset: number } & Dataset, value: void }} dataset hands a data set over
 * @property {{ send: { dataset: number }, value: void }} forget lets a data set go
 * @property {{ send: LoadCommand, value: { train: Dataset, test: Dataset, classes: string[] } }} cifar10
 * @property {{ send: ModelCommand, value: { summary: Summary, computer: Computer } }} model makes a model
 * @property {{ send: FitCommand, value: FitEnd }} fit
 * @property {{ send: { model: number }, value: void }} pause done when the model stands still
 * @property {{ send: { model: number }, value: void }} resume
 * @property {{ send: { model: number, rate: number }, value: void }} setLearningRate
 * @property {{ send: { model: number }, value: void }} step done when the batch's figures have been sent
 * @property {{ send: { model: number, data: number, loss: Loss }, value: { loss: number, accuracy: number } }}
 *   evaluate
 * @property {{ send: { model: number } & Dataset & PredictOptions, value: Float32Array }} predict
 * @property {{ send: { model: number } & Dataset & { options: InspectOptions }, value: Found }} inspect
 * @property {{ send: { model: number, data: number, loss: Loss }, value: Uint8Array }} gradients
 * @property {{ send: { model: number }, value: Uint8Array }} weights
 * @property {{ send: { model: number, file: Uint8Array }, value: void }} loadWeights
 * @property {{ send: SaveCommand, value: Uint8Array }} save
 * @property {{ send: { file: Uint8Array }, value: About }} describe tells what a file that `save` gave says of itself
 * @property {{ send: { model: number, file: Uint8Array }, value: void }} restore takes up what `save` gave
 * @property {{ send: { model: number }, value: void }} checkpoint asks the run for one, soon
 * @property {{ send: {}, value: void }} loseDevice
 * @property {{ send: { model: number, seed: number }, value: void }} reset
 * @property {{ send: { model: number }, value: void }} dispose
 * @property {{ send: { target: number }, value: void }} cancel stops the command of that number
 *
 * @typedef {object} ModelCommand
 * @property {number} model
 * @property {string} spec
 * @property {number} seed
 * @property {number} batchSize of the runs to come: kernels compile for it meanwhile
 *
 * @typedef {object} LoadCommand
 * @property {{ train: number, test: number }} datasets the numbers that the halves get
 * @property {{ train: number, test: number }} wanted images
 * @property {string} base address of the site's data
 * @property {File[] | null} files the reader's own copy, in place of the site's
 *
 * @typedef {object} FitCommand
 * @property {number} model
 * @property {number} data
 * @property {number | null} validation
 * @property {FitSettings} settings
 * @property {boolean} paused whether to stand still before the first batch
 * @property {boolean} resume whether to go on with the run whose state was restored
 * @property {boolean} checkpoints whether they are told
 *
 * @typedef {object} SaveCommand
 * @property {number} model
 * @property {string[]} classes their names
 * @property {string} notes a JSON object
 * @property {boolean} training whether what training goes on with is saved too
 * @property {number} learningRate
 *
 * @typedef {object} About what a saved model says besides its numbers
 * @property {{ inputShape: number[], layers: object[] }} description
 * @property {string[]} classes
 * @property {string} notes a JSON object
 * @property {{ optimizer: 'adam' | 'sgd', momentum?: number, nesterov?: boolean, steps: number, learningRate: number }
 *   | null} training
 * @property {{ epoch: number, batches: number } | null} run where it stands, from 0, if it was not over
 *
 * @typedef {object} FitEnd
 * @property {boolean} stopped whether the run was stopped before its end
 * @property {boolean} stoppedEarly whether it ended early since it no longer got better
 * @property {number | null} bestEpoch from 1; null without early stopping, and before the first epoch's end
 *
 * @typedef {object} PredictOptions
 * @property {boolean} training
 * @property {number} seed
 * @property {number} step
 *
 * @typedef {object} InspectOptions
 * @property {Loss} loss
 * @property {boolean} training
 * @property {number} seed
 * @property {number} step
 * @property {number} image
 * @property {boolean} backward
 *
 * @typedef {object} Found what `inspectionOf` in `engine/inspection.js` reads
 * @property {string} header
 * @property {Float64Array} figures
 * @property {Float32Array} values
 */

/**
 * @template {keyof Commands} T
 * @typedef {{ call: number, type: T } & Commands[T]['send']} CommandOf
 */

/** @typedef {{ [T in keyof Commands]: CommandOf<T> }[keyof Commands]} Command */

/**
 * News of a command.
 *
 * @typedef {{ type: 'opening', opening: Opening } | { type: 'progress', progress: Progress }
 *   | { type: 'phase', phase: Phase } | { type: 'batches', batches: BatchFigures[] } | { type: 'epoch', epoch: EpochFigures }
 *   | { type: 'computer', computer: Computer } | { type: 'checkpoint', checkpoint: Blob | null, over: boolean }} News
 */

/**
 * @typedef {{ call: number } & (News | { type: 'done', value: unknown } | { type: 'failed', error: Failure })} Event
 */

/**
 * An error as it goes through a message, which would lose its code.
 *
 * @param {unknown} error
 * @returns {Failure}
 */
export function failureOf(error) {
  if (!(error instanceof Error)) return { name: 'Error', code: 'internal', message: String(error) };
  const { name, message } = error;
  if (name === 'AbortError') return { name, code: 'aborted', message };
  if ('code' in error && typeof error.code === 'string') return { name, code: error.code, message };
  return { name, code: 'internal', message: `The engine failed: ${message}` };
}
