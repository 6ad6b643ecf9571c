import { cut, MIDDLE } from '../own-picture.js';
import { text } from '../text.js';
import { byId, write } from '../views/dom.js';

/** Between two looks at the webcam, in milliseconds: ten a second are enough to see the bars follow. */
const EVERY = 100;

const words = text.yours.webcam;

/**
 * The webcam: asked for when the reader presses a button, looked at while it is on screen, never kept.
 *
 * @param {object} options
 * @param {(pixels: Uint8Array) => void} options.seen told of every picture that is looked at
 * @param {() => boolean} options.isBusy whether the last one is still being judged
 */
export function attachWebcam({ seen, isBusy }) {
  const video = byId('yours-video', HTMLVideoElement);
  const start = byId('yours-webcam-start', HTMLButtonElement);
  const status = byId('yours-webcam-status', HTMLElement);
  const canvas = document.createElement('canvas');
  /** @type {MediaStream | null} */
  let stream = null;
  let timer = 0;

  /** @param {string} sentence @param {boolean} [wrong] */
  const say = (sentence, wrong = false) => {
    write(status, sentence);
    status.classList.toggle('wrong', wrong);
  };

  const look = () => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0 || isBusy()) return;
    Object.assign(canvas, { width, height });
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    seen(cut(canvas, MIDDLE).pixels);
  };

  const off = (/** @type {string} */ sentence) => {
    if (!stream) return;
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    stream = video.srcObject = null;
    write(start, words.start);
    say(sentence);
  };

  const on = async () => {
    start.disabled = true;
    say(words.asking);
    try {
      if (!navigator.mediaDevices) throw new DOMException('', 'SecurityError');
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 } } });
      for (const track of stream.getTracks()) track.addEventListener('ended', () => off(words.ended));
      video.srcObject = stream;
      await video.play();
      timer = window.setInterval(look, EVERY);
      write(start, words.stop);
      say(words.running);
    } catch (error) {
      off('');
      say(words.refused(error instanceof Error ? error.name : ''), true);
    } finally {
      start.disabled = false;
    }
  };

  start.addEventListener('click', () => (stream ? off(words.stopped) : void on()));
  new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) off(words.left);
  }).observe(byId('figure-yours', HTMLElement));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) off(words.left);
  });
  return { stop: () => off(words.stopped) };
}
