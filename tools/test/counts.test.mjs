import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromNextest, fromTap, fromTestResults, sentence, total } from './counts.mjs';

test("Node's runner", () => {
  const report =
    '# pass 9\nok 1 - one\n1..9\n# tests 9\n# suites 0\n# pass 4\n# fail 2\n# cancelled 1\n# skipped 1\n# todo 1\n';
  assert.deepEqual(fromTap(report), { passed: 4, failed: 3, skipped: 2 });
  assert.deepEqual(fromTap('Could not find a file.'), { passed: 0, failed: 0, skipped: 0 });
});

test('cargo-nextest', () => {
  const line =
    '     Summary [   1.234s] 12 tests run: 9 passed (2 slow, 1 leaky), 2 failed, 1 timed out, 5 skipped\n';
  assert.deepEqual(fromNextest(line), { passed: 9, failed: 3, skipped: 5 });
  assert.deepEqual(fromNextest(' Summary [ 0.1s] 1 test run: 1 passed, 0 skipped'), {
    passed: 1,
    failed: 0,
    skipped: 0,
  });
  assert.deepEqual(fromNextest('error: could not compile'), { passed: 0, failed: 0, skipped: 0 });
});

test("Rust's own harness, several times over", () => {
  const output = `
test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test says_test_result ... ok
test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 filtered out; finished in 0.00s
`;
  assert.deepEqual(fromTestResults(output), { passed: 7, failed: 3, skipped: 1 });
});

test('the closing line', () => {
  assert.equal(sentence({ passed: 3, failed: 0, skipped: 0 }), '3 passed, 0 failed');
  const all = total([
    { passed: 1, failed: 2, skipped: 0 },
    { passed: 1, failed: 0, skipped: 4 },
  ]);
  assert.equal(sentence(all), '2 passed, 2 failed, 4 skipped');
});
