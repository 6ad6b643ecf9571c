import './trusted.js';

import { Address } from './address.js';
import { createLab, presets } from './convlab.js';
import { loadTwins } from './explain.js';
import { ofFiles, toFormat } from './files.js';
import { attachDesign } from './design/index.js';
import { whenNear } from './draw/near.js';
import { attachFigures } from './figures/index.js';
import { attachInside } from './inside/index.js';
import { attachKeeping } from './keeping/index.js';
import { Keeper } from './keeping/keeper.js';
import { attachLesson, tellRefused } from './lesson.js';
import { attachMistakes } from './mistakes/index.js';
import { attachNotebook } from './notebook/index.js';
import { keepForOffline } from './offline.js';
import { Pictures } from './pictures.js';
import { Run } from './run/run.js';
import { createState } from './run/state.js';
import { attachRuns } from './runs/index.js';
import { attachStepThrough } from './stepthrough/index.js';
import { attachCharts } from './views/charts.js';
import { attachContents } from './views/contents.js';
import { byId } from './views/dom.js';
import { attachGallery } from './views/gallery.js';
import { attachHistory } from './views/history.js';
import { Loop } from './views/loop.js';
import { attachModelCode } from './views/model-code.js';
import { attachNetwork } from './views/network.js';
import { attachOwnCopy } from './views/own-copy.js';
import { attachSettings } from './views/settings.js';
import { attachStatus } from './views/status.js';
import { attachStrip } from './views/strip.js';
import { attachSummary } from './views/summary.js';
import { attachTheme } from './views/theme.js';
import { attachTransport } from './views/transport.js';
import { attachYours } from './yours/index.js';

/** The engine, its file formats and the step-through's numbers for the console; the page itself uses nothing else. */
Object.assign(window, { convlab: { createLab, presets, loadTwins, toFormat, ofFiles } });

const address = new Address();
attachLesson(address);

const state = createState();
const loop = new Loop();
const keeper = new Keeper(state, loop.mark);
const run = new Run(state, loop.mark, keeper.keep);
const pictures = new Pictures();

const gallery = attachGallery();
attachContents(address);
const settings = attachSettings(state, loop.mark, address, run);
const charts = attachCharts(state, loop.mark);
const strip = attachStrip(state, run, loop.mark);
attachTheme();

const runs = attachRuns(state, loop.mark);
const views = [
  settings,
  attachNetwork(state, run, address),
  attachModelCode(state),
  attachTransport(state, run, settings),
  attachStatus(state),
  attachOwnCopy(state, run),
  attachSummary(state),
  charts,
  attachHistory(state),
  runs,
  strip,
  attachKeeping(keeper, state, run, settings),
];
views.forEach((view) => loop.add(view));

/** @type {import('./figures/index.js').Context} */
const context = {
  address,
  pictures,
  state,
  run,
  twins: loadTwins,
  keepRun: runs.begin,
  watch: (listener) => loop.add({ show: listener }),
};
const stepThrough = attachStepThrough(context);
strip.opensIn(stepThrough);
attachFigures({ ...context, stepThrough });
attachInside({ ...context, stepThrough });
attachMistakes({ ...context, stepThrough });
attachYours({ ...context, stepThrough });
attachDesign({ ...context, stepThrough });
whenNear([byId('figure-files', HTMLElement)], async () => {
  const { attachSaving } = await import('./keeping/saving.js');
  attachSaving(context, settings);
});
loop.add(attachNotebook(context, settings, loop.mark));
tellRefused(address);

const images = await gallery;
if (images) {
  pictures.fill(images);
  strip.offer(images);
}

// When everything that the reader sees is there.
const atLeisure = window.requestIdleCallback ?? ((/** @type {() => void} */ deed) => setTimeout(deed, 1000));
atLeisure(() => void keepForOffline(state));
