/**
 * What the engine rejects with: `message` is a sentence for the reader, `code` a word for programs.
 *
 * Codes: `spec` (a network that cannot be), `option` (an argument out of its range), `data` (images that do not
 * fit), `file` (a file that is not what it should be), `network` (a file that could not be loaded), `weights`,
 * `no-webgpu`, `limit` (too large for the device), `device`, `device-lost`, `busy`, `closed`, `internal`.
 */
export class ConvlabError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'ConvlabError';
    this.code = code;
  }
}
