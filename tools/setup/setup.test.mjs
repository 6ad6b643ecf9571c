import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NEEDS, whatToInstall } from './browser.mjs';
import { refuseOldNode } from './index.mjs';
import { neededRust, refuseOldRust } from './rust.mjs';
import { tools } from './wasm-tools.mjs';

test('an old Rust is refused with what to do', () => {
  const needed = neededRust('[workspace.package]\nrust-version = "1.88"\n');
  refuseOldRust('1.88.0', needed);
  refuseOldRust('1.100.2', needed);
  assert.throws(
    () => refuseOldRust('1.9.0', needed),
    /needs Rust 1\.88 or newer and this is 1\.9\.0: run `rustup update/,
  );
});

test('an old Node is refused', () => {
  for (const version of ['20.19.0', '22.12.0', '24.0.0']) refuseOldNode(version);
  for (const version of ['18.20.0', '20.18.3', '21.7.0', '22.11.0']) {
    assert.throws(() => refuseOldNode(version), /needs Node 20\.19 or 22\.12 and newer/);
  }
});

test('wasm-bindgen is the version that the engine links', () => {
  const lock =
    '[[package]]\nname = "wasm-bindgen"\nversion = "9.8.7"\n\n[[package]]\nname = "wgpu"\nversion = "1.0.0"\n';
  assert.deepEqual(
    tools(lock).map(({ name, version }) => `${name} ${version}`),
    ['wasm-bindgen-cli 9.8.7', 'wasm-pack 0.15.1'],
  );
});

test('what is missing is named, with the packages that bring it', () => {
  assert.equal(
    whatToInstall([NEEDS.chromium, NEEDS.chromedriver]),
    'The tests need Chromium or Chrome (or its path in CHROMIUM); the ChromeDriver of the same version ' +
      '(or its path in CHROMEDRIVER). On Debian: sudo apt-get install chromium chromium-driver',
  );
});
