import { text } from '../../text.js';
import { make, makeOption } from '../../views/dom.js';
import { OWN, PRESETS } from './kernels.js';

/**
 * The chapter's native controls. Those of the shared kernel may stand in several figures: all of them show and
 * change the same.
 *
 * @typedef {import('./shared-kernel.js').SharedKernel} SharedKernel
 * @typedef {import('./filters.js').Filters} Filters
 */

const FILTER = /^filter-(\d+)$/;

/**
 * @param {SharedKernel} kernel
 * @param {Filters} filters
 */
export function attachControls(kernel, filters) {
  for (const select of selects('kernel')) attachKernelSelect(select, kernel, filters);
  bind(
    'size',
    kernel,
    () => String(kernel.size),
    (value) => (kernel.size = Number(value)),
  );
  bind(
    'stride',
    kernel,
    () => String(kernel.stride),
    (value) => (kernel.stride = Number(value)),
  );
  bind(
    'padding',
    kernel,
    () => kernel.padding,
    (value) => (kernel.padding = value === 'same' ? 'same' : 'valid'),
  );
}

/** @param {string} name */
const selects = (name) =>
  /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll(`select[data-setting="${name}"]`));

/**
 * @param {string} name
 * @param {SharedKernel} kernel
 * @param {() => string} read
 * @param {(value: string) => void} change
 */
function bind(name, kernel, read, change) {
  for (const select of selects(name)) {
    const show = () => (select.value = read());
    select.addEventListener('change', () => change(select.value));
    kernel.onChange(show);
    show();
  }
}

/**
 * The presets, the reader's own kernel once a weight was changed, and, where the picture has colours, the filters of
 * the reader's network.
 *
 * @param {HTMLSelectElement} select
 * @param {SharedKernel} kernel
 * @param {Filters} filters
 */
function attachKernelSelect(select, kernel, filters) {
  const names = [...Object.keys(PRESETS), OWN];
  select.append(...names.map((name) => makeOption(text.convolution.kernels[name], name)));
  const own = select.options[select.options.length - 1];
  const group = make('optgroup');
  group.label = text.featureMaps.group;
  const inColour = select.dataset.colour !== undefined;

  const show = () => {
    const { count } = filters;
    if (inColour && group.children.length !== count) {
      group.replaceChildren(
        ...Array.from({ length: count }, (_, index) =>
          makeOption(text.featureMaps.filter(index + 1), `filter-${index + 1}`),
        ),
      );
      if (count > 0) select.append(group);
      else group.remove();
    }
    own.disabled = kernel.name !== OWN;
    select.value = inColour && kernel.filter ? `filter-${kernel.filter.number}` : kernel.name;
  };
  select.addEventListener('change', () => {
    const filter = FILTER.exec(select.value);
    if (filter) filters.choose(Number(filter[1]));
    else if (select.value === OWN) kernel.useFilter(null);
    else kernel.choose(select.value);
  });
  kernel.onChange(show);
  filters.onChange(show);
  show();
}
