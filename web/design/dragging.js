/** How near the edge of the screen a drag scrolls, and how far with each move, in pixels. */
const [EDGE, STRIDE] = [64, 16];

/**
 * Cards that are dragged to another place by their grip; the keyboard has its own ways.
 *
 * @param {HTMLElement} host whose children are dragged
 * @param {{ idOf: (child: Element) => number, drop: (id: number, place: number) => void }} how
 */
export function attachDragging(host, { idOf, drop }) {
  /** @type {{ child: Element, pointer: number } | null} */
  let dragged = null;

  /** The place that the dragged card would have. @param {number} y */
  const placeAt = (y) => {
    const others = [...host.children].filter((child) => child !== dragged?.child);
    return others.filter((child) => {
      const { top, height } = child.getBoundingClientRect();
      return y > top + height / 2;
    }).length;
  };
  const mark = (/** @type {number} */ place) => {
    const others = [...host.children].filter((child) => child !== dragged?.child);
    for (const child of host.children) child.classList.remove('drop-before', 'drop-behind');
    if (others[place]) others[place].classList.add('drop-before');
    else others[others.length - 1]?.classList.add('drop-behind');
  };
  const end = () => {
    dragged?.child.classList.remove('dragged');
    for (const child of host.children) child.classList.remove('drop-before', 'drop-behind');
    dragged = null;
  };

  host.addEventListener('pointerdown', (event) => {
    const grip = event.target instanceof Element ? event.target.closest('.layer-grip') : null;
    const child = [...host.children].find((each) => grip && each.contains(grip));
    if (!grip || !child || event.button !== 0) return;
    grip.setPointerCapture(event.pointerId);
    dragged = { child, pointer: event.pointerId };
    child.classList.add('dragged');
  });
  host.addEventListener('pointermove', ({ pointerId, clientY }) => {
    if (dragged?.pointer !== pointerId) return;
    // A list is longer than a phone's screen, and a finger that drags a card cannot scroll.
    if (clientY < EDGE) scrollBy(0, -STRIDE);
    if (clientY > innerHeight - EDGE) scrollBy(0, STRIDE);
    mark(placeAt(clientY));
  });
  host.addEventListener('pointerup', (event) => {
    if (dragged?.pointer !== event.pointerId) return;
    const { child } = dragged;
    const place = placeAt(event.clientY);
    const isMoved = host.children[place] !== child;
    const id = idOf(child);
    end();
    if (isMoved) drop(id, place);
  });
  host.addEventListener('pointercancel', end);
  host.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') end();
  });
}
