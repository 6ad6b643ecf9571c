/** Lets cargo draw its progress bar into a pipe, from where {@link noteCrates} reads it. */
export const SHOW_PROGRESS = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '100' };

/**
 * Turns cargo's output into the words of a progress line.
 *
 * @param {(text: string) => void} note
 * @returns {(text: string) => void} takes each piece of the output
 */
export function noteCrates(note) {
  return (text) => {
    const share = compiledCrates(text);
    if (share) note(`${share.done} of ${share.total} crates`);
  };
}

/**
 * How far cargo's progress bar stands at the end of a piece of its output.
 *
 * @param {string} text
 * @returns {{ done: number, total: number } | undefined}
 */
export function compiledCrates(text) {
  const last = [...text.matchAll(/Building \[[=> ]*\] (\d+)\/(\d+)/g)].at(-1);
  return last && { done: Number(last[1]), total: Number(last[2]) };
}
