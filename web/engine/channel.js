import { ConvlabError } from './error.js';

/**
 * @typedef {import('../protocol.js').Commands} Commands
 * @typedef {import('../protocol.js').Event} Event
 * @typedef {import('../protocol.js').Failure} Failure
 * @typedef {import('../protocol.js').News} News
 */

/**
 * @typedef {object} CallOptions
 * @property {Transferable[]} [transfer] what goes over without a copy, and is gone on this side
 * @property {(news: News) => void} [onNews] told in order; what it throws cancels the command and fails the call
 * @property {AbortSignal} [signal] cancels the command in the worker, which then settles the call
 */

/**
 * @typedef {object} Call
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {(news: News) => void} [onNews]
 * @property {{ error: unknown }} [thrown] by `onNews`
 */

/** The page's end of the line to the worker: commands become promises. */
export class Channel {
  #worker;
  /** @type {Map<number, Call>} */
  #calls = new Map();
  #last = 0;
  /** @type {ConvlabError | null} why there is no worker any more */
  #closed = null;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.close(
        new ConvlabError('internal', `The engine stopped: ${event.message || 'it could not be loaded'}.`),
      );
    };
  }

  /**
   * Sends a command. It is on its way when this returns, so that commands arrive in the order of their calls.
   *
   * @template {keyof Commands} T
   * @param {T} type
   * @param {Commands[T]['send']} send
   * @param {CallOptions} [options]
   * @returns {Promise<Commands[T]['value']>}
   */
  call(type, send, { transfer = [], onNews, signal } = {}) {
    if (this.#closed) return Promise.reject(this.#closed);
    const call = ++this.#last;
    const cancel = () => this.#cancel(call);
    const settled = new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject, onNews });
      this.#worker.postMessage({ call, type, ...send }, transfer);
      signal?.addEventListener('abort', cancel);
    });
    return settled.finally(() => signal?.removeEventListener('abort', cancel));
  }

  /**
   * Ends the worker; every open call fails with the reason.
   *
   * @param {ConvlabError} reason
   */
  close(reason) {
    this.#closed ??= reason;
    this.#worker.terminate();
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
  }

  /** @param {Event} event */
  #take(event) {
    const call = this.#calls.get(event.call);
    if (!call) return;
    if (event.type === 'done' || event.type === 'failed') {
      this.#calls.delete(event.call);
      if (call.thrown) call.reject(call.thrown.error);
      else if (event.type === 'done') call.resolve(event.value);
      else call.reject(errorOf(event.error));
    } else if (!call.thrown) {
      this.#tell(event.call, call, event);
    }
  }

  /**
   * @param {number} number
   * @param {Call} call
   * @param {News} news
   */
  #tell(number, call, news) {
    try {
      call.onNews?.(news);
    } catch (error) {
      call.thrown = { error };
      this.#cancel(number);
    }
  }

  /** @param {number} number */
  #cancel(number) {
    this.call('cancel', { target: number }).catch(() => {});
  }
}

/** @param {Failure} failure */
function errorOf({ name, code, message }) {
  return name === 'AbortError' ? new DOMException(message, name) : new ConvlabError(code, message);
}
