import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

import { Failure, runCommand } from './lib/failure.mjs';
import { dist } from './lib/paths.mjs';
import { Progress } from './lib/progress.mjs';
import { createSiteServer, listen } from './serve.mjs';
import { setUp } from './setup/index.mjs';

const FIRST_PORT = 8080;

const USAGE = `npm start -- [--cifar10 PATH] [--port NUMBER] [--no-open]

  --cifar10 PATH   your own copy of CIFAR-10: cifar-10-binary.tar.gz, or a folder with its .bin files
                   (also CIFAR10=PATH)
  --port NUMBER    where to serve (also PORT=NUMBER); 8080 or the next free one by default
  --no-open        do not open a browser
`;

/** Sets up what is missing, builds the site, serves it and opens it. */
await runCommand(async () => {
  const options = readOptions();
  if (options.help) return void process.stdout.write(USAGE);
  const progress = new Progress();
  await setUp(progress);
  const { buildSite } = await import('./build.mjs');
  await buildSite(progress, options);
  const exact = options.port !== undefined;
  const port = await listen(createSiteServer(dist), { port: options.port ?? FIRST_PORT, exact });
  const url = `http://localhost:${port}/`;
  const seconds = (progress.elapsed / 1000).toFixed(1);
  progress.say(`\nReady in ${seconds} s: ${url}\nCtrl+C ends it.`);
  if (options.open) openBrowser(url);
});

function readOptions() {
  const { values } = parseOptions();
  const port = values.port ?? process.env.PORT;
  if (port && !(Number.isInteger(Number(port)) && Number(port) > 0 && Number(port) < 65536)) {
    throw new Failure(`A port is a number from 1 to 65535, and "${port}" is none.`);
  }
  return {
    help: values.help,
    open: !values['no-open'],
    cifar10: values.cifar10,
    port: port ? Number(port) : undefined,
  };
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        cifar10: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/**
 * Opens a browser where there is a display; the printed address does otherwise.
 *
 * @param {string} url
 */
function openBrowser(url) {
  if (process.env.CI) return;
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return;
  /** @type {Record<string, [string, string[]]>} */
  const openers = { darwin: ['open', [url]], win32: ['cmd', ['/c', 'start', '', url]] };
  const [program, args] = openers[platform] ?? ['xdg-open', [url]];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
