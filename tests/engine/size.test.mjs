import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';

import { dist } from '../../tools/lib/paths.mjs';
import { openPage } from '../support/page.mjs';

/** What a worker may fetch before its first step, in kB of gzip: a little more than it does. */
const MOST = /** @type {const} */ ({ webgpu: 150, cpu: 115 });
const PROGRAM = { webgpu: 'convlab_gpu_bg', cpu: 'convlab_cpu_bg' };

for (const backend of /** @type {const} */ (['webgpu', 'cpu'])) {
  test(`the engine fetches its own backend alone, and no more than it has to: ${backend}`, async (t) => {
    const { page } = await openPage(t, { webgpu: backend === 'webgpu' });
    await page.waitForFunction(() => 'convlab' in window);
    /** @type {Set<string>} */
    const names = new Set();
    page.on('request', (request) => names.add(path.basename(new URL(request.url()).pathname)));
    await page.evaluate(async (backend) => {
      const { convlab } = /** @type {any} */ (window);
      const lab = await convlab.createLab({ backend });
      await lab.model(convlab.presets.tutorial());
    }, backend);
    const code = [...names].filter((name) => /^(worker|threads|convlab_(cpu|gpu)).*\.(js|wasm)$/.test(name));
    const programs = code.filter((name) => name.endsWith('.wasm')).map((name) => name.split('-')[0]);
    assert.deepEqual(programs, [PROGRAM[backend]]);
    const always = code.filter((name) => !/^threads/.test(name));
    assert.equal(always.length, 3, `worker, glue and program: ${code}`);
    const sizes = code.map(
      (name) => zlib.gzipSync(fs.readFileSync(path.join(dist, 'assets', name)), { level: 9 }).length,
    );
    const total = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    t.diagnostic(`${total.toFixed(1)} kB gzip`);
    assert.ok(total <= MOST[backend], `${total} kB: ${code.map((name, i) => `${name} ${sizes[i]}`)}`);
  });
}
