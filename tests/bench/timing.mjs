// How everything here is timed: alike for all, after it is warm.

/** How long an action is repeated to be warm, and to be measured; at least so often. */
const WARM_UP = 300;
const MEASURED = 1000;
const LEAST = 5;

/**
 * Returns the time of the first run and the median of later ones, in milliseconds, with the answer of the first.
 *
 * @template T
 * @param {() => T | Promise<T>} run
 */
export async function timed(run) {
  let answer;
  const [first] = await repeated(() => (answer = run()), 0, 1);
  await repeated(run, WARM_UP, 2);
  return { first, median: median(await repeated(run, MEASURED, LEAST)), answer: await answer };
}

/**
 * Returns the median of an action that was done before, in milliseconds, when others were done since: its first run, which
 * finds their bytes in the processor's caches, is not counted.
 *
 * @param {() => unknown} run
 * @param {number} length how long it is repeated, in milliseconds
 */
export async function timedAgain(run, length) {
  const [, ...times] = await repeated(run, length, 3);
  return median(times);
}

/** Returns how long each run took. */
async function repeated(run, length, least) {
  const times = [];
  const end = performance.now() + length;
  while (performance.now() < end || times.length < least) {
    const start = performance.now();
    const answer = run();
    // Awaiting what is no promise would add a turn of the event loop.
    if (answer instanceof Promise) await answer;
    times.push(performance.now() - start);
  }
  return times;
}

/**
 * Returns the middle one.
 *
 * @param {number[]} times
 */
export function median(times) {
  return times.toSorted((one, other) => one - other)[times.length >> 1];
}
