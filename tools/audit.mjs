import { Failure, runCommand } from './lib/failure.mjs';
import { inRoot } from './lib/paths.mjs';
import { findProgram, mustRun } from './lib/program.mjs';
import { Progress } from './lib/progress.mjs';

/**
 * Asks the public lists of known faults about everything that the project is made of: npm's about the packages, of the page
 * and of its tools, and RustSec's about the crates, with their licences and where they come from (`deny.toml`). Needs a
 * network, and fails where a list cannot be asked.
 */
await runCommand(async () => {
  const progress = new Progress();
  await progress.step('npm packages', () =>
    mustRun('npm knows faults of packages that are used here, or could not be asked.', 'npm', [
      'audit',
      '--audit-level=moderate',
    ]),
  );
  if (!findProgram('cargo-deny'))
    throw new Failure(
      'There is no cargo-deny: install it with "cargo install cargo-deny --locked", and run this again.',
    );
  await progress.step('crates', () =>
    mustRun('A crate that is used here is refused, or its list could not be asked.', 'cargo-deny', [
      '--manifest-path',
      inRoot('Cargo.toml'),
      'check',
    ]),
  );
});
