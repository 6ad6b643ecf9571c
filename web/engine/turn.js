const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
port2.onmessage = () => waiting.shift()?.();

/** A moment in which messages that have arrived are taken; unlike a timer's it costs microseconds. */
export function turn() {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      waiting.push(resolve);
      port1.postMessage(null);
    })
  );
}
