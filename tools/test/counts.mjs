/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @param {Partial<Counts>} [counts] @returns {Counts} */
export const counts = ({ passed = 0, failed = 0, skipped = 0 } = {}) => ({ passed, failed, skipped });

/** @param {Counts[]} all */
export function total(all) {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    counts(),
  );
}

/** @param {Counts} all */
export function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

/**
 * From the closing lines of Node's runner in TAP; a test's own output may look like them further up.
 *
 * @param {string} report
 */
export function fromTap(report) {
  /** @param {string} name */
  const read = (name) =>
    Number([...report.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
  return counts({
    passed: read('pass'),
    failed: read('fail') + read('cancelled'),
    skipped: read('skipped') + read('todo'),
  });
}

/**
 * From the summary of cargo-nextest: `Summary [ 1.2s] 9 tests run: 7 passed (1 slow), 2 failed, 1 skipped`.
 * Whatever did not pass and was not skipped has failed: it may also be called timed out, or leaky.
 *
 * @param {string} output
 */
export function fromNextest(output) {
  const summary = output.match(/^ *Summary \[.*\] +(\d+)(?:\/\d+)? tests? run: (.*)$/m);
  if (!summary) return counts();
  /** @param {string} name */
  const read = (name) => Number(summary[2].match(new RegExp(`(\\d+) ${name}`))?.[1] ?? 0);
  const passed = read('passed');
  return counts({ passed, failed: Number(summary[1]) - passed, skipped: read('skipped') });
}

/**
 * From every `test result:` of Rust's own test harness, and of wasm-bindgen's.
 *
 * @param {string} output
 */
export function fromTestResults(output) {
  const results = output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm);
  return total(
    [...results].map(([, passed, failed, skipped]) =>
      counts({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }),
    ),
  );
}
