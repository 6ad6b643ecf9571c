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

/** Files of Rust's, which only those name. */
const SOURCES = /(\/rustc\/[0-9a-f]{40}\/library|\/[\w./-]*?\/registry\/src\/[^/]+|crates)\/[\w/.-]+?\.rs/g;

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
 * The program with `unreachable` in place of what would tell of its failure, and zeros in place of the files' names.
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
    if (!imported && FAILING.test(name)) setBody(place, module.unreachable());
  }
  // Names are needed once more, for the order.
  binaryen.setDebugInfo(true);
  const text = Buffer.from(module.emitBinary()).toString('latin1');
  return Buffer.from(
    text.replace(SOURCES, (source) => '\0'.repeat(source.length)),
    'latin1',
  );
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
