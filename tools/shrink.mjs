import fs from 'node:fs';
import path from 'node:path';

import binaryen from 'binaryen';

import { mustRun } from './lib/program.mjs';

/**
 * The library's functions that only tell how a program fails. Nothing hears them here: the program ends in `unreachable` behind
 * them in any case.
 */
const FAILING =
  /^<?(alloc|core|std|__rustc)\b.*(panicking::|panic_already|rust_panic|(_fail|_fail_rt|_failed|handle_error|capacity_overflow|handle_alloc_error)$)/;

/**
 * What only programmers read writes nothing: texts and what `wgpu` knows of, in Rust's `Debug`. Numbers and lists of them are what
 * sentences and JSON are made of.
 */
const DEBUG =
  /^<&?(str|char|wgpu\w*::.+|wasm_bindgen::.+|core\S*::(ops::range|cell)::.+|std\S*::thread::.+) as core\S*::fmt::Debug>::fmt/;

/** Files of Rust's, which only those name. */
const SOURCES =
  /(\/rustc\/[0-9a-f]{40}\/library|\/rust\/deps|\/[\w./-]*?\/registry\/src\/[^/]+|crates)\/[\w/.-]+?\.rs/g;

/** What libraries say in such functions, and their names of values in Rust's `Debug`: texts that no one else uses. */
const UNHEARD = new RegExp(
  [
    /(R|Rg|Rgb|Rgba|Bgra)\d+\w??\d*(Unorm|Snorm|Uint|Sint|U?[Ff]loat)(Srgb)?/,
    /(Stencil8|Depth\d+(Plus|Float|Unorm)|NV12|P010|Bc\dRgba?|Etc2Rgb|EacR|B\d+x\d+)/,
    /(TargetAlignmentGreaterAndInputNotAligned|OutputSliceWouldHaveSlop|SizeMismatch|AlignmentMismatch)/,
    /tried to call get_mapped_range\(_mut\) on (a range that (is not entirely|has already been) mapped|an unmapped buffer)/,
    / and would break Rust memory aliasing rules|Attempted to get range |You cannot unmap a buffer that still has accessible mapped views/,
    /Mismatched pop_error_scope call: (no error scope for this thread|error scopes must be popped in reverse order)/,
    /Error scopes are thread-local|Accessing the GPU is only supported on the main thread or from a dedicated worker/,
    /Setting (Object properties|the values in a Javascript pipeline descriptor) should never fail/,
    /The JS binding should only ever produce a valid value or the specific 'invalid' value/,
    /key-value support is experimental and must be enabled using the `kv` feature/,
    /internal error: entered unreachable code|cannot recursively acquire mutex|FnOnce called more than once/,
    /Attempted to initialize thread-local while it is being dropped/,
    /cannot access a Thread Local Storage value during or after destruction/,
    /a formatting trait implementation returned an error when the underlying stream did not/,
    /called `Option::unwrap\(\)` on a `None` value|attempt to (divide by zero|calculate the remainder with a divisor of zero)/,
    /slice index starts at | out of range for slice of length |slice offset |copy_from_slice: source slice length \(/,
    /\) does not match destination slice length \(|assertion failed: (slot\.is_none\(\)|step != 0)|right` failed/,
    /a Display implementation returned an error unexpectedly|called `Result::unwrap\(\)` on an `Err` value/,
    /finish: (callbacks should be Some|result should be None)|LazyCell instance has previously been poisoned/,
    /RefCell already (mutably )?borrowed|Greater than 2\^32 nested error scopes|Buffer view error/,
    /overflow (in Duration::new|when (adding|subtracting) durations?( to instant)?)/,
    /`async fn` resumed after (completion|panicking)|Tried to shrink to a larger capacity|capacity overflow/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** What Binaryen's higher levels do besides makes a module shorter, and its gzip longer. */
const OPTIMIZED = [
  '-O1',
  '--dae-optimizing',
  '--duplicate-function-elimination',
  '--simplify-globals-optimizing',
];

/** Functions so short that a call of them is longer, those above before all, and short ones that are called once. */
const INLINED = ['-aimfs', '4', '-fimfs', '4', '-ocimfs', '20', '--inlining-optimizing'];

/** What is set to the value that it has. */
const REDUNDANT = ['--rse', '--vacuum'];

/** What wasm-bindgen's names become is told on the standard output. */
const RENAMED = ['--minify-imports-and-exports-and-modules'];

/**
 * Makes a module of wasm-pack's, which has not been optimised, and its glue small to download.
 *
 * @param {string} folder
 * @param {string} name of the glue, without its ending
 */
export async function shrink(folder, name) {
  const program = path.join(folder, `${name}_bg.wasm`);
  fs.writeFileSync(program, withoutFailures(fs.readFileSync(program)));
  // Functions of one kind beside each other: gzip looks back no further than 32 KB.
  const order = '--reorder-functions-by-name';
  const passes = [...OPTIMIZED, ...INLINED, ...OPTIMIZED, ...REDUNDANT, order, ...RENAMED];
  const told = await mustRun(`${name} cannot be optimised.`, 'wasm-opt', [program, ...passes, '-o', program]);
  const glue = path.join(folder, `${name}.js`);
  fs.writeFileSync(glue, renamed(fs.readFileSync(glue, 'utf8'), JSON.parse(told)));
}

/**
 * The program with `unreachable` in place of what would tell of its failure, without what is written for programmers alone, and
 * with zeros in place of where in its sources it fails.
 *
 * @param {Uint8Array} program
 */
function withoutFailures(program) {
  const module = binaryen.readBinary(program);
  // Binaryen's types leave it out.
  const { setBody } = /** @type {any} */ (binaryen).Function;
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const place = module.getFunctionByIndex(index);
    const { name, module: imported } = binaryen.getFunctionInfo(place);
    if (imported) continue;
    if (FAILING.test(name)) setBody(place, module.unreachable());
    if (DEBUG.test(name)) setBody(place, module.i32.const(0));
  }
  // Names are needed once more, for the order.
  binaryen.setDebugInfo(true);
  const emitted = Buffer.from(module.emitBinary());
  for (const { data, offset } of segments(module)) {
    const at = emitted.indexOf(data);
    if (at < 0) throw new Error('Binaryen wrote data in another way than it gives it.');
    withoutPlaces(data, offset, emitted, at);
  }
  return emitted;
}

/** @param {binaryen.Module} module */
function segments(module) {
  // Binaryen's types know older names.
  const { getNumDataSegments, getDataSegmentByIndex, getDataSegmentInfo } = /** @type {any} */ (module);
  return Array.from({ length: getNumDataSegments() }, (_, index) => {
    const { offset, data } = getDataSegmentInfo(getDataSegmentByIndex(index));
    return { offset: /** @type {number} */ (offset), data: Buffer.from(data) };
  });
}

/**
 * Puts zeros in place of texts that nothing shows, of the names of source files, and of the places in them: a name's address and
 * length, line and column.
 *
 * @param {Buffer} data of a segment
 * @param {number} offset of the segment in the memory
 * @param {Buffer} emitted the program
 * @param {number} at where it holds the data
 */
function withoutPlaces(data, offset, emitted, at) {
  /** @type {Map<number, number>} */
  const lengths = new Map();
  for (const { 0: name, index } of data.toString('latin1').matchAll(SOURCES)) {
    lengths.set(offset + index, name.length);
    emitted.fill(0, at + index, at + index + name.length);
  }
  for (const { 0: text, index } of data.toString('latin1').matchAll(UNHEARD))
    emitted.fill(0, at + index, at + index + text.length);
  for (let word = -offset & 3; word + 16 <= data.length; word += 4) {
    if (lengths.get(data.readUInt32LE(word)) === data.readUInt32LE(word + 4))
      emitted.fill(0, at + word, at + word + 16);
  }
}

/**
 * The glue with the program's new names.
 *
 * @param {string} glue
 * @param {{ imports: [module: string, name: string, short: string][], exports: [name: string, short: string][] }} names
 */
function renamed(glue, { imports, exports }) {
  /** @type {Map<string, string>} the glue's name of each module that the program imports from */
  const modules = new Map();
  for (const [, module, variable] of glue.matchAll(/^ +"(.+)": (import\d+),$/gm))
    modules.set(module, variable);
  const [own] = modules.keys();
  const ofGlue = new Map(
    imports.filter(([module]) => module === own).map(([, name, short]) => [name, short]),
  );
  const ofOthers = imports.filter(([module]) => module !== own);
  const others = ofOthers.map(([module, name, short]) => `${short}: ${modules.get(module)}.${name}`);
  const ofProgram = new Map(exports);
  return glue
    .replace(/( +"(.+)": (import\d+),\n)+/, `        a: { ${['...import0', ...others].join(', ')} },\n`)
    .replace(/^( +)(__wb\w+)(?=: function)/gm, (_, indent, name) => indent + (ofGlue.get(name) ?? name))
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${ofProgram.get(name) ?? name}`);
}
