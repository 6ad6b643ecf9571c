/**
 * Something a person can act on: one sentence, and the end of a program's output where that helps.
 * Anything else that is thrown is a mistake in these scripts and shows its stack.
 */
export class Failure extends Error {
  /**
   * @param {string} sentence what went wrong and what to do about it
   * @param {string} [output] the end of what the failing program printed
   */
  constructor(sentence, output = '') {
    super(sentence);
    this.name = 'Failure';
    this.output = output;
  }
}

/**
 * The failure in the form a terminal shows: the program's last lines first, the sentence last,
 * where the eye lands.
 *
 * @param {unknown} error
 */
export function describe(error) {
  if (!(error instanceof Failure)) return error instanceof Error ? `${error.stack}` : `${error}`;
  const output = error.output.trimEnd();
  return output ? `${output.replace(/^/gm, '  │ ')}\n\n${error.message}` : error.message;
}

/**
 * Runs the body of a command and turns what it throws into a sentence and exit status 1.
 *
 * @param {() => Promise<void>} body
 */
export async function runCommand(body) {
  try {
    await body();
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`);
    process.exitCode = 1;
  }
}
