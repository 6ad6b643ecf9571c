import { bitmapOf } from '../draw/bitmap.js';
import { clear, fit } from '../draw/canvas.js';
import { makeLegend } from '../draw/legend.js';
import { plain } from '../draw/numbers.js';
import { rangeOf } from '../draw/palette.js';
import { MapStrip } from '../stepthrough/map-strip.js';
import { text } from '../text.js';
import { byId, make, write } from '../views/dom.js';
import { currentPalette } from '../views/palette.js';
import { colourImageOf, isDrawn, kernelsOf, mapOf } from './planes.js';

const words = text.inside;

/** The side of the chosen map, of a colour kernel and of another kernel, in CSS pixels. */
const [LARGE, COLOUR, SMALL] = [224, 56, 33];

/** @typedef {import('../engine/inspection.js').LayerReport} LayerReport */

/**
 * One layer: its maps of the chosen picture, and the kernels that make the map which is chosen among them.
 */
export function attachLayerView() {
  const strips = byId('inside-maps', HTMLElement);
  const map = byId('inside-map', HTMLCanvasElement);
  const told = byId('inside-map-told', HTMLElement);
  const kernels = byId('inside-kernels', HTMLElement);
  const title = byId('inside-kernels-title', HTMLElement);
  const legend = makeLegend();
  byId('inside-legend', HTMLElement).append(legend.element);
  const kernelLegend = makeLegend('weight');
  byId('inside-kernel-legend', HTMLElement).append(kernelLegend.element);
  /** @type {LayerReport | null} */
  let layer = null;
  /** @type {MapStrip | null} */
  let strip = null;
  let stripOf = '';
  let chosen = 0;
  /** Counts what is shown, for the strip to know when its maps are others. */
  let shown = 0;

  const choose = (/** @type {number} */ index) => {
    chosen = index;
    strip?.select(index);
    draw();
  };

  const draw = () => {
    if (!layer) return;
    const { outputShape, map: values } = layer;
    const range = rangeOf(values);
    legend.show(range);
    strip?.draw(() => range, String(shown), null);
    const plane = mapOf(values, outputShape, chosen);
    // A unit is one number, which the sentence says.
    map.hidden = plane.values.length === 1;
    const side = Math.min(LARGE, map.parentElement?.clientWidth ?? LARGE);
    fit(map, side, side);
    const context = clear(map);
    if (context) {
      context.imageSmoothingEnabled = false;
      context.drawImage(bitmapOf(plane, range, 'activation'), 0, 0, side, side);
      context.strokeStyle = currentPalette().rule;
      context.strokeRect(0.5, 0.5, side - 1, side - 1);
    }
    const sentence = words.map(chosen, channelsOf(outputShape), plane.values);
    map.setAttribute('aria-label', sentence);
    write(told, sentence);
    drawKernels(layer);
  };

  /** @param {LayerReport} report */
  const drawKernels = ({ type, parameters, outputShape }) => {
    const drawn = parameters.filter(isDrawn);
    byId('inside-kernels-part', HTMLElement).hidden = drawn.length === 0;
    const channels = channelsOf(outputShape);
    // Of a separable convolution's two kernels, on one scale.
    const range = Math.max(0, ...drawn.map(({ data }) => rangeOf(data ?? [])));
    kernelLegend.show(range);
    /** @type {string[]} */
    const titles = [];
    const pictures = drawn.flatMap((parameter) => {
      if (colourImageOf(parameter, 0, range)) {
        titles.push(words.colourKernels(parameter.name, plain(range)));
        return Array.from({ length: parameter.shape[parameter.shape.length - 1] }, (_, channel) =>
          colourKernel(parameter, channel, range, channel === chosen),
        );
      }
      const isDepthwise = type === 'DepthwiseConv2D' || parameter.name.endsWith('/depthwise_kernel');
      const isBetween = isDepthwise && type !== 'DepthwiseConv2D';
      // Between the two halves of a separable convolution lie maps that no layer gives: all kernels are shown.
      const count = parameter.shape[2] * parameter.shape[3];
      const planes = isBetween
        ? Array.from({ length: count }, (_, index) => kernelsOf(parameter, index, true)).flat()
        : kernelsOf(parameter, chosen, isDepthwise);
      titles.push(
        isBetween
          ? words.allKernels(parameter.name, planes.length)
          : words.kernels(parameter.name, chosen, channels, planes.length),
      );
      return [kernelSheet(planes, range, parameter.name)];
    });
    write(title, titles.join(' '));
    kernels.replaceChildren(...pictures);
    byId('inside-kernel-legend', HTMLElement).hidden = kernels.querySelector('.kernel-sheet') === null;
  };

  return {
    /** @param {LayerReport} report */
    show(report) {
      layer = report;
      shown += 1;
      const count = channelsOf(report.outputShape);
      const wanted = `${report.name} ${report.outputShape}`;
      if (wanted !== stripOf) {
        stripOf = wanted;
        chosen = 0;
        strip = new MapStrip(
          channels(count, () => layer),
          0,
          choose,
        );
        strips.replaceChildren(strip.element);
      }
      draw();
    },
    draw,
  };
}

/** @param {number[]} shape of an output */
const channelsOf = (shape) => shape[shape.length - 1];

/**
 * @param {number} count
 * @param {() => LayerReport | null} layer
 * @returns {import('../stepthrough/subjects/subject.js').Channels}
 */
function channels(count, layer) {
  const plane = (/** @type {number} */ index) => {
    const { map, outputShape } = /** @type {LayerReport} */ (layer());
    const cut = mapOf(map, outputShape, index);
    return { ...cut, family: /** @type {const} */ ('activation'), unit: cut.values, whole: map };
  };
  return { label: words.channel, count, name: (index) => words.channelName(index, count), plane };
}

/**
 * @param {import('./planes.js').Parameter} parameter
 * @param {number} channel
 * @param {number} range
 * @param {boolean} isChosen
 */
function colourKernel(parameter, channel, range, isChosen) {
  const canvas = make('canvas', isChosen ? 'kernel chosen' : 'kernel');
  const image = colourImageOf(parameter, channel, range);
  if (image) {
    [canvas.width, canvas.height] = [image.columns, image.rows];
    canvas.style.width = canvas.style.height = `${COLOUR}px`;
    const data = new ImageData(new Uint8ClampedArray(image.pixels), image.columns, image.rows);
    canvas.getContext('2d')?.putImageData(data, 0, 0);
  }
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', words.colourKernel(channel));
  return canvas;
}

/**
 * Many kernels on one canvas.
 * @param {import('./planes.js').Plane[]} planes
 * @param {number} range
 * @param {string} name
 */
function kernelSheet(planes, range, name) {
  const canvas = make('canvas', 'kernel-sheet');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', words.sheet(name, planes.length, plain(range)));
  const width = byId('inside-kernels', HTMLElement).clientWidth;
  const perRow = Math.max(1, Math.min(planes.length, Math.floor(width / (SMALL + 4))));
  fit(canvas, perRow * (SMALL + 4), Math.ceil(planes.length / perRow) * (SMALL + 4));
  const context = clear(canvas);
  if (context) {
    context.imageSmoothingEnabled = false;
    planes.forEach((plane, index) => {
      const [x, y] = [(index % perRow) * (SMALL + 4), Math.floor(index / perRow) * (SMALL + 4)];
      context.drawImage(bitmapOf(plane, range, 'weight'), x, y, SMALL, SMALL);
    });
  }
  return canvas;
}
