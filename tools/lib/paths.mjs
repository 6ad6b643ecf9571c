import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder, wherever the command was typed. */
export const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** Tools and data that every clone on this machine shares. */
export const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'convlab');

/** The built site. */
export const dist = inRoot('dist');

/**
 * A path as the user meant it. npm runs its scripts in the repository's folder and leaves the folder
 * in which the user typed in `INIT_CWD`.
 *
 * @param {string} given
 */
export const fromUser = (given) => path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
