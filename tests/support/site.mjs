import { dist } from '../../tools/lib/paths.mjs';
import { createSiteServer, listen } from '../../tools/serve.mjs';

/** A path as a static host may give one: deeper than one folder, and with a letter to be escaped. */
const SOME_PATH = '/people/zoë/convlab/';

/**
 * Serves the built site on a free port.
 *
 * @param {string} [base] the path that it is served under
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serveSite(base = SOME_PATH) {
  const server = createSiteServer(dist, base);
  const port = await listen(server, { port: 0 });
  return {
    url: new URL(encodeURI(base), `http://localhost:${port}`).href,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
