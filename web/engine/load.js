/**
 * Makes a module of WebAssembly ready.
 *
 * @template {{ default: (options: { module_or_path: Response }) => Promise<unknown> }} T
 * @param {string} url of the module's program, which is fetched meanwhile
 * @param {Promise<T>} importing
 */
export async function load(url, importing) {
  const [code, program] = await Promise.all([importing, fetch(url)]);
  await code.default({ module_or_path: program });
  return code;
}
