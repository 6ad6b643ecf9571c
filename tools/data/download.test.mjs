import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { Failure } from '../lib/failure.mjs';
import { listen } from '../serve.mjs';
import { fetchFile } from './download.mjs';
import { scratch } from './samples.mjs';

const CONTENT = Buffer.from('six files of ten thousand images');

/**
 * @param {import('node:test').TestContext} t
 * @param {http.RequestListener} answer
 */
async function serve(t, answer) {
  const server = http.createServer(answer);
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  return `http://127.0.0.1:${await listen(server, { port: 0 })}/archive`;
}

/** @type {http.RequestListener} A server that can go on in the middle. */
const resumable = (request, response) => {
  const from = Number(request.headers.range?.match(/bytes=(\d+)-/)?.[1] ?? 0);
  const rest = CONTENT.subarray(from);
  response.writeHead(from ? 206 : 200, { 'content-length': rest.length }).end(rest);
};

test('a download that broke off goes on from there', async (t) => {
  const file = path.join(scratch(t), 'archive');
  const broken = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 10));
    setTimeout(() => response.destroy(), 50);
  });
  await assert.rejects(
    fetchFile(broken, file, () => {}),
    /broke off after 0\.0 MB; starting again goes on from there\./,
  );
  assert.ok(!fs.existsSync(file));
  assert.equal(fs.statSync(`${file}.part`).size, 10);
  /** @type {string[]} */
  const notes = [];
  await fetchFile(await serve(t, resumable), file, (text) => notes.push(text));
  assert.ok(fs.readFileSync(file).equals(CONTENT));
  assert.deepEqual(notes, ['downloading, 0.0 MB of 0.0 MB']);
});

test('a server that cannot go on in the middle begins anew', async (t) => {
  const file = path.join(scratch(t), 'archive');
  fs.writeFileSync(`${file}.part`, 'six files');
  const url = await serve(t, (_request, response) => response.end(CONTENT));
  await fetchFile(url, file, () => {});
  assert.ok(fs.readFileSync(file).equals(CONTENT));
});

test('a part that is longer than the file begins anew, too', async (t) => {
  const file = path.join(scratch(t), 'archive');
  fs.writeFileSync(`${file}.part`, 'x'.repeat(100));
  const url = await serve(t, (request, response) => {
    if (request.headers.range) response.writeHead(416).end();
    else response.end(CONTENT);
  });
  await fetchFile(url, file, () => {});
  assert.ok(fs.readFileSync(file).equals(CONTENT));
});

test('an address that does not answer, or answers no', async (t) => {
  const file = path.join(scratch(t), 'archive');
  const url = await serve(t, (_request, response) => response.writeHead(404).end());
  await assert.rejects(
    fetchFile(url, file, () => {}),
    new Failure(`${url} answers 404.`),
  );
  await assert.rejects(
    fetchFile('http://127.0.0.1:1/', file, () => {}),
    /^Failure: http:\/\/127\.0\.0\.1:1\/ cannot be reached \(.+\)\.$/,
  );
});
