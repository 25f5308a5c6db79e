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
  const times = [];
  const once = async () => {
    const start = performance.now();
    // Awaiting what is no promise would add a turn of the event loop.
    let answer = run();
    if (answer instanceof Promise) answer = await answer;
    times.push(performance.now() - start);
    return answer;
  };
  const repeat = async (length, least) => {
    const end = performance.now() + length;
    while (performance.now() < end || times.length < least) await once();
  };
  const answer = await once();
  const [first] = times;
  await repeat(WARM_UP, 2);
  times.length = 0;
  await repeat(MEASURED, LEAST);
  times.sort((one, other) => one - other);
  return { first, median: times[times.length >> 1], answer };
}
