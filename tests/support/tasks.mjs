/**
 * What the page's main thread was busy with, from the browser's own trace. Counted is the processor time that a task
 * used: on a machine that is busy with other things, a short task may last long, and that says nothing about the page.
 *
 * @typedef {{ name: string, ph: string, pid: number, tid: number, dur?: number, tdur?: number, args: any }} TraceEvent
 *   times in microseconds
 */

/** A task that is longer keeps a reader waiting, in milliseconds. */
const LONG = 50;

/**
 * Does something, and tells which tasks of the page were long meanwhile.
 *
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} deed
 * @returns {Promise<number[]>} milliseconds of processor time of each task of over 50
 */
export async function longTasks(page, deed) {
  const browser = /** @type {import('playwright-core').Browser} */ (page.context().browser());
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  /** @type {Buffer} */
  let trace;
  try {
    await deed();
  } finally {
    trace = await browser.stopTracing();
  }
  const events = /** @type {TraceEvent[]} */ (JSON.parse(trace.toString()).traceEvents);
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && /RunTask$/.test(name) && threads.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('The trace shows no task of the page');
  return tasks
    .map(({ tdur, dur }) => Math.round((tdur ?? dur ?? 0) / 1000))
    .filter((milliseconds) => milliseconds > LONG);
}

/**
 * Tells which tasks were long at every visit. A page's own long task comes each time; one of the machine's does not: a
 * virtual processor counts the time that its host took away as the task's.
 *
 * @param {(count: number) => Promise<number[]>} visit opens the page afresh where `count`, of the visits before, is
 *   not 0, and gives its {@link longTasks}
 * @returns {Promise<number[][]>} of each visit, or none where one of three had none
 */
export async function longEveryTime(visit) {
  /** @type {number[][]} */
  const visits = [];
  while (visits.length < 3) {
    const tasks = await visit(visits.length);
    if (tasks.length === 0) return [];
    visits.push(tasks);
  }
  return visits;
}
