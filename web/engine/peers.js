/**
 * A thread's lines to the other threads that share a model with it: a port to each, on which bytes arrive in the order in
 * which they were sent. `crates/web` computes with it.
 */
export class Peers {
  #number;
  #ports;
  /** Messages that nobody has asked for yet, by thread. @type {ArrayBuffer[][]} */
  #arrived;
  /** Who waits for the next message of a thread. @type {({ resolve: (message: ArrayBuffer) => void, reject: () => void } | null)[]} */
  #waiting;
  #closed = false;

  /**
   * @param {number} number this thread's
   * @param {(MessagePort | null)[]} ports to each thread by its number; null to itself
   */
  constructor(number, ports) {
    this.#number = number;
    this.#ports = ports;
    this.#arrived = ports.map(() => []);
    this.#waiting = ports.map(() => null);
    ports.forEach((port, from) => {
      if (port) port.onmessage = ({ data }) => this.#take(from, data);
    });
  }

  /** Whether nothing comes or goes any more. */
  get isClosed() {
    return this.#closed;
  }

  get number() {
    return this.#number;
  }

  get count() {
    return this.#ports.length;
  }

  /**
   * @param {number} to
   * @param {Uint8Array} bytes which lie in the engine's memory, and are copied
   */
  send(to, bytes) {
    const { buffer } = bytes.slice();
    this.#ports[to]?.postMessage(buffer, [buffer]);
  }

  /**
   * The next message of a thread; rejects where there will be none.
   *
   * @param {number} from
   * @returns {Promise<ArrayBuffer>}
   */
  receive(from) {
    const next = this.#arrived[from].shift();
    if (next) return Promise.resolve(next);
    return new Promise((resolve, reject) => {
      if (this.#closed) reject();
      else this.#waiting[from] = { resolve, reject };
    });
  }

  /** Ends all lines: whoever waits is told, here and at their other ends. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const port of this.#ports) {
      port?.postMessage(null);
      port?.close();
    }
    for (const waiting of this.#waiting) waiting?.reject();
  }

  /**
   * @param {number} from
   * @param {ArrayBuffer | null} message null where the other end was closed
   */
  #take(from, message) {
    if (message === null) {
      this.close();
      return;
    }
    const waiting = this.#waiting[from];
    this.#waiting[from] = null;
    if (waiting) waiting.resolve(message);
    else this.#arrived[from].push(message);
  }
}
