/**
 * What may become a program of this page: files of its own origin, as workers, and nothing else. The page's policy asks
 * for it (`require-trusted-types-for`), and refuses every text that would become markup or code.
 */
const policy = /** @type {any} */ (globalThis).trustedTypes;
policy?.createPolicy('default', {
  createScriptURL(/** @type {string} */ url) {
    if (new URL(url, location.href).origin !== location.origin)
      throw new TypeError('A program of another origin.');
    return url;
  },
});
