import fs from 'node:fs';

/** Linux counts processor time in hundredths of a second for its readers. */
const TICKS_A_SECOND = 100;

/** @typedef {{ parent: number, ticks: number }} Process */

/**
 * Seconds of processor time that a process and all that it started have used: beside the wall clock it tells
 * whether a busy machine starved them. NaN where the system has no `/proc`.
 *
 * @param {number} root its number
 */
export function cpuSeconds(root) {
  if (!fs.existsSync('/proc/self/stat')) return NaN;
  const processes = allProcesses();
  const belongs = (/** @type {number} */ id) => {
    while (id !== root && processes.has(id)) id = processes.get(id)?.parent ?? 0;
    return id === root;
  };
  let ticks = 0;
  for (const [id, process] of processes) if (belongs(id)) ticks += process.ticks;
  return ticks / TICKS_A_SECOND;
}

function allProcesses() {
  /** @type {Map<number, Process>} */
  const processes = new Map();
  for (const name of fs.readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? readProcess(name) : undefined;
    if (process) processes.set(Number(name), process);
  }
  return processes;
}

/** @param {string} id @returns {Process | undefined} nothing where it has just ended */
function readProcess(id) {
  try {
    const stat = fs.readFileSync(`/proc/${id}/stat`, 'latin1');
    // The program's name, in parentheses, may hold anything; after it come the state, the parent, ...
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
