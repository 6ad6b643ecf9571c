import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

const TAIL_LINES = 30;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] working folder; the repository by default
 * @property {Record<string, string>} [env] added to this process's environment
 * @property {boolean} [echo] also show the output as it comes
 * @property {(text: string) => void} [onText] sees each piece of output as it comes
 */

/**
 * Runs a program to its end, without standard input, and keeps what it prints.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number | null, output: string }>} its exit status and both streams as they came
 */
export function run(program, args, { cwd = root, env = {}, echo = false, onText } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        if (echo) process.stdout.write(text);
        onText?.(text);
      });
    }
    child.on('error', (error) => {
      const missing = /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
      reject(missing ? new Failure(`The program ${program} is needed and was not found.`) : error);
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * Like {@link run}, but a program that fails is a {@link Failure} that says which step it was.
 *
 * @param {string} sentence for the failure: what could not be done
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} the output
 */
export async function mustRun(sentence, program, args, options) {
  const { code, output } = await run(program, args, options);
  if (code !== 0) throw new Failure(sentence, tail(output));
  return output;
}

/**
 * The last lines of an output as a plain terminal would show them: a line that a progress bar wrote
 * over and over counts once, in its last state.
 *
 * @param {string} output
 */
export function tail(output) {
  const lines = stripVTControlCharacters(output.replace(/\r+\n/g, '\n'))
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1).trimEnd())
    .filter((line) => line);
  return lines.slice(-TAIL_LINES).join('\n');
}

/**
 * Where a program stands on PATH, as a shell would find it.
 *
 * @param {...string} names tried in this order
 * @returns {string | undefined}
 */
export function findProgram(...names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const file = path.join(folder, name + ending);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Puts folders in front of PATH for everything that this process starts.
 *
 * @param {...string} folders the first one is searched first
 */
export function preferPrograms(...folders) {
  const rest = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folders.includes(folder));
  process.env.PATH = [...folders, ...rest].join(path.delimiter);
}
