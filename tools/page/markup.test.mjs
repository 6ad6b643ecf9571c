import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { buildMarkup } from './markup.mjs';

const text = {
  figure: { code: 'give `d_x` back', title: 'Less < more & "so"', count: () => 'not a string' },
};

/** @param {string} template @param {Record<string, string>} [chapters] */
function build(template, chapters = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'convlab-markup-'));
  try {
    for (const [name, content] of Object.entries(chapters))
      fs.writeFileSync(path.join(folder, `${name}.html`), content);
    return buildMarkup(template, { chapters: folder, text });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('a chapter takes its place, with its strings and formulas', () => {
  const built = build('<main><!-- chapter: one --></main>', {
    one: '<h2>{{figure.title}}</h2><tex>x^2</tex>\n',
  });
  assert.match(
    built,
    /^<main><h2>Less &lt; more &amp; &quot;so&quot;<\/h2><math>.*<msup>.*<\/math><\/main>$/s,
  );
});

test('a formula has no style attribute, which the policy would refuse, and reads its entities', () => {
  const built = build('<tex display>a &lt; \\sum_i b_i</tex>');
  assert.match(built, /<math display="block"/);
  assert.match(built, /<mo[^>]*>&lt;<\/mo>/);
  assert.doesNotMatch(built, /style=/);
});

test('backticks in a string are code', () => {
  assert.equal(build('<li>{{figure.code}}</li>'), '<li>give <code>d_x</code> back</li>');
});

test('a string that is not there stops the build', () => {
  assert.throws(() => build('{{figure.caption}}'), /figure\.caption/);
  assert.throws(() => build('{{figure.count}}'), /figure\.count/);
  assert.throws(() => build('<tex>\\frac{1</tex>'));
});
