import { performance } from 'node:perf_hooks';

/** Without a terminal that can rewrite a line, how often a long step says that it goes on. */
const REMINDER_MS = 15_000;
const TICK_MS = 250;

/**
 * A line for each step of a longer job: rewritten while it runs where the output is a terminal, and
 * otherwise repeated now and then, so that a log shows a slow step is alive and stays short.
 */
export class Progress {
  /** @param {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} [stream] */
  constructor(stream = process.stdout) {
    this.stream = stream;
    this.started = performance.now();
  }

  /** Milliseconds since the job began. */
  get elapsed() {
    return performance.now() - this.started;
  }

  /**
   * Runs one step. `work` gets a function that shows how far it is, and may return a few words on
   * how it ended.
   *
   * @param {string} title
   * @param {(note: (text: string) => void) => Promise<string | void>} work
   */
  async step(title, work) {
    const began = performance.now();
    let text = '';
    let reminded = began;
    const line = () => [title, text, duration(performance.now() - began)].filter(Boolean).join(', ');
    const timer = setInterval(() => {
      if (this.stream.isTTY) {
        this.#rewrite(`  ${line()}`);
      } else if (performance.now() - reminded > REMINDER_MS) {
        reminded = performance.now();
        this.stream.write(`  ${line()}\n`);
      }
    }, TICK_MS);
    /** @param {string} mark */
    const finish = (mark) => {
      clearInterval(timer);
      if (this.stream.isTTY) this.#rewrite('');
      this.stream.write(`${mark} ${line()}\n`);
    };
    try {
      text = (await work((note) => void (text = note))) ?? '';
    } catch (error) {
      finish('✗');
      throw error;
    }
    finish('✓');
  }

  /**
   * A line between steps.
   *
   * @param {string} text
   */
  say(text) {
    this.stream.write(`${text}\n`);
  }

  /** @param {string} text */
  #rewrite(text) {
    const width = (this.stream.columns ?? 80) - 1;
    this.stream.write(`\r\x1b[K${text.slice(0, width)}`);
  }
}

/**
 * A time as people say it; nothing when it was too short to notice.
 *
 * @param {number} ms
 */
export function duration(ms) {
  if (ms < 950) return '';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ''}`;
}

/**
 * @param {number} bytes
 */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
