import { clear, fit } from '../../draw/canvas.js';
import { cropArea, cut, MIDDLE, readPicture, Unfit } from '../../own-picture.js';
import { text } from '../../text.js';
import { byId, write } from '../../views/dom.js';
import { attachField } from '../../views/number-field.js';
import { currentPalette } from '../../views/palette.js';
import { paint } from '../../views/picker.js';

/** The picture that is cut from is shown in a square of this side at most, in CSS pixels. */
const SHOWN = 240;

/**
 * The reader's own picture: chosen or dropped, then cut to a square with three sliders. A file that cannot be shown is
 * answered with a sentence, and the picture chosen before stays.
 * @param {import('../../pictures.js').Pictures} pictures
 */
export function attachOwnPicture(pictures) {
  const zone = byId('own-picture', HTMLElement);
  const choose = byId('own-picture-choose', HTMLButtonElement);
  const input = byId('own-picture-file', HTMLInputElement);
  const status = byId('own-picture-status', HTMLElement);
  const crop = byId('own-picture-crop', HTMLElement);
  const frame = byId('own-picture-frame', HTMLCanvasElement);
  const result = byId('own-picture-result', HTMLCanvasElement);

  /** @type {import('../../own-picture.js').Original | null} */
  let original = null;
  let area = { ...MIDDLE };
  let newest = 0;
  let answer = { sentence: '', wrong: false };

  const show = () => {
    if (!original) return;
    const picture = cut(original.canvas, area);
    paint(result, picture.pixels);
    drawFrame(frame, original.canvas, area);
    const side = Math.round(cropArea(original, area).side);
    frame.setAttribute('aria-label', text.pixels.own.frame(original.width, original.height, side));
    pictures.take(picture);
  };

  /** @param {Partial<import('../../own-picture.js').Crop>} change */
  const move = (change) => {
    Object.assign(area, change);
    show();
  };
  const fields = [
    attachField('own-picture-zoom', {
      wrong: () => text.pixels.own.zoomWrong,
      changed: (zoom) => move({ zoom }),
    }),
    attachField('own-picture-across', {
      wrong: () => text.pixels.own.percentWrong,
      changed: (percent) => move({ across: percent / 100 }),
    }),
    attachField('own-picture-down', {
      wrong: () => text.pixels.own.percentWrong,
      changed: (percent) => move({ down: percent / 100 }),
    }),
  ];

  /** @type {import('../../pictures.js').FileReading} */
  const take = async (file) => {
    newest += 1;
    const asked = newest;
    say(text.pixels.own.reading, false);
    try {
      const read = await readPicture(file);
      if (asked !== newest) return answer;
      original = null;
      [MIDDLE.zoom, 100 * MIDDLE.across, 100 * MIDDLE.down].forEach((value, at) => fields[at].set(value));
      original = read;
      crop.hidden = false;
      show();
      say(text.pixels.own.done(read.width, read.height), false);
    } catch (error) {
      if (asked !== newest) return answer;
      const unfit = error instanceof Unfit ? error : new Unfit('unreadable');
      say(text.pixels.own.unfit[unfit.reason](unfit.width, unfit.height), true);
    }
    return answer;
  };
  pictures.readFilesWith(take);

  /** @param {string} sentence @param {boolean} wrong */
  const say = (sentence, wrong) => {
    answer = { sentence, wrong };
    write(status, sentence);
    status.classList.toggle('wrong', wrong);
  };

  choose.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void take(file);
    input.value = '';
  });
  zone.addEventListener('dragover', () => zone.classList.add('over'));
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    zone.classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) void take(file);
    else say(text.pixels.own.noFile, true);
  });
  addEventListener('recolour', show);
}

/**
 * The whole picture with the square that is taken, the rest in shade.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} source
 * @param {import('../../own-picture.js').Crop} crop
 */
function drawFrame(canvas, source, crop) {
  const scale = SHOWN / Math.max(source.width, source.height);
  const [width, height] = [source.width, source.height].map((side) => Math.max(1, Math.round(side * scale)));
  fit(canvas, width, height);
  const context = clear(canvas);
  if (!context) return;
  const { left, top, side } = cropArea({ width, height }, crop);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  const { paper, accent } = currentPalette();
  context.globalAlpha = 0.6;
  context.fillStyle = paper;
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(left, top, side, side);
  context.fill('evenodd');
  context.globalAlpha = 1;
  context.strokeStyle = accent;
  context.lineWidth = 2;
  context.strokeRect(left + 1, top + 1, Math.max(1, side - 2), Math.max(1, side - 2));
}
