import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Failure } from './lib/failure.mjs';
import { createSiteServer, listen } from './serve.mjs';

const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-serve-'));
const site = path.join(outside, 'site');
const server = createSiteServer(site, '/some/where/');
let port = 0;

before(async () => {
  fs.mkdirSync(path.join(site, 'assets'), { recursive: true });
  fs.writeFileSync(path.join(outside, 'secret.txt'), 'secret');
  fs.mkdirSync(path.join(outside, 'site-of-another'));
  fs.writeFileSync(path.join(outside, 'site-of-another', 'secret.txt'), 'secret');
  fs.writeFileSync(path.join(site, 'index.html'), '<!doctype html>');
  fs.writeFileSync(path.join(site, 'assets', 'engine-Ab_3-x9Z.wasm'), 'wasm');
  fs.writeFileSync(path.join(site, 'two words.json'), '{}');
  port = await listen(server, { port: 0 });
});

after(() => {
  server.close();
  fs.rmSync(outside, { recursive: true });
});

/**
 * A request whose path goes out as it stands; `fetch` would tidy it up.
 *
 * @param {string} wanted
 * @param {{ method?: string, headers?: http.OutgoingHttpHeaders }} [options]
 * @returns {Promise<{ status?: number, headers: http.IncomingHttpHeaders, body: string }>}
 */
function get(wanted, options = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: wanted, agent: false, ...options },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      },
    );
    request.on('error', reject).end();
  });
}

test('a folder answers with its page, whatever the query', async () => {
  for (const wanted of ['/some/where/', '/some/where/index.html', '/some/where/?backend=cpu']) {
    const { status, headers, body } = await get(wanted);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(body, '<!doctype html>');
  }
});

test('what has a digest in its name is kept for good', async () => {
  const { headers } = await get('/some/where/assets/engine-Ab_3-x9Z.wasm');
  assert.equal(headers['content-type'], 'application/wasm');
  assert.match(headers['cache-control'] ?? '', /immutable/);
});

test('a name with a space is found', async () => {
  const { status, headers } = await get('/some/where/two%20words.json');
  assert.deepEqual([status, headers['content-type']], [200, 'application/json']);
});

test('a file that the browser has already is not sent again', async () => {
  const first = await get('/some/where/');
  const again = await get('/some/where/', { headers: { 'if-none-match': first.headers.etag } });
  assert.deepEqual([again.status, again.body], [304, '']);
});

test('HEAD sends the headers only, and other methods nothing', async () => {
  const head = await get('/some/where/', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '15', '']);
  assert.equal((await get('/some/where/', { method: 'POST' })).status, 405);
});

test('nothing outside the folder is to be had', async () => {
  const paths = [
    '/',
    '/some/',
    '/some/where',
    '/some/where/absent.js',
    '/some/where/assets',
    '/some/where/../secret.txt',
    '/some/where/%2e%2e/secret.txt',
    '/some/where/..%2fsecret.txt',
    '/some/where/..%2fsite-of-another/secret.txt',
    '/some/where//etc/passwd',
    '/some/where/index.html%00',
    '/some/where/%',
  ];
  for (const wanted of paths) {
    const { status, body } = await get(wanted);
    assert.equal(status, 404, wanted);
    assert.equal(body, 'There is no such page here.\n');
  }
});

test('a port that is taken gives way to the next, unless it was asked for', async (t) => {
  const second = createSiteServer(site);
  t.after(() => second.close());
  await assert.rejects(listen(second, { port, exact: true }), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.message, `Port ${port} is taken by another program: choose another one in PORT.`);
    return true;
  });
  assert.ok((await listen(second, { port })) > port);
});
