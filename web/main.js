import { createLab, presets } from './convlab.js';
import { attachCharts } from './views/charts.js';
import { attachContents } from './views/contents.js';
import { attachGallery } from './views/gallery.js';
import { attachHistory } from './views/history.js';
import { Loop } from './views/loop.js';
import { attachOwnCopy } from './views/own-copy.js';
import { Run } from './run/run.js';
import { attachSettings } from './views/settings.js';
import { createState } from './run/state.js';
import { attachStatus } from './views/status.js';
import { attachStrip } from './views/strip.js';
import { attachSummary } from './views/summary.js';
import { attachTheme } from './views/theme.js';
import { attachTransport } from './views/transport.js';

/** The engine for the console; the page itself uses nothing else. */
Object.assign(window, { convlab: { createLab, presets } });

const state = createState();
const loop = new Loop();
const run = new Run(state, loop.mark);

const gallery = attachGallery();
attachContents();
const settings = attachSettings(state, loop.mark);
const charts = attachCharts(state, loop.mark);
const strip = attachStrip(state, run, loop.mark);
attachTheme(charts.recolour);

const views = [
  settings,
  attachTransport(state, run, settings),
  attachStatus(state),
  attachOwnCopy(state, run),
  attachSummary(state),
  charts,
  attachHistory(state),
  strip,
];
views.forEach((view) => loop.add(view));

const images = await gallery;
if (images) strip.offer(images);
