// @ts-check
/** Questions of many charts at once: a few are under way at a time, so that none of them starves. @module */

const AT_ONCE = 3;

/** @type {(() => Promise<void>)[]} */
const waiting = [];
let running = 0;

/** Runs something once its turn has come. @param {() => Promise<void>} run */
export function enqueue(run) {
  waiting.push(run);
  next();
}

function next() {
  if (running >= AT_ONCE) return;
  const run = waiting.shift();
  if (!run) return;
  running += 1;
  run().finally(() => {
    running -= 1;
    next();
  });
}
