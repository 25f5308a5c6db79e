// What Cloudflare calls: hands every event to the wasm instance, and replaces an instance in which Rust panicked.
// `cargo xtask` bundles it with the glue of wasm-bindgen (`./oriel.js`) into `dist/edge/index.js`.

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as oriel from "./oriel.js";

// Kept by the `worker` crate: `criticalError` is set by a panic, `instanceId` grows with every instance.
const instance = oriel.__worker_init_state();

// The calls under way. A trap leaves their futures behind, so they would wait for ever.
const waiting = new Set();

function notice(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  instance.criticalError = true;
  for (const reject of waiting) reject(error);
}

// A trap inside a task that was polled later is thrown at nobody.
addEventListener("error", (event) => notice(event.error));

/** Calls into a live instance: a trapped one is replaced first, since its memory can't be trusted. */
async function call(run) {
  if (instance.criticalError) {
    console.warn("the Worker panicked: starting a new instance");
    oriel.__wbg_reset_state();
    instance.criticalError = false;
  }
  const { promise, reject } = Promise.withResolvers();
  waiting.add(reject);
  try {
    return await Promise.race([run(), promise]);
  } catch (error) {
    notice(error);
    throw error;
  } finally {
    waiting.delete(reject);
  }
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    try {
      return await call(() => oriel.fetch(request, this.env, this.ctx));
    } catch (error) {
      console.error(error);
      // The envelope of spec/api 7.4.
      const envelope = { type: "server_error", code: "error", detail: "A server error occurred.", attr: null };
      return Response.json(envelope, { status: 500, headers: { "cache-control": "private, no-store" } });
    }
  }
}

/** One per environment: holds its newest events and who is who. */
export class Environment extends DurableObject {
  #object;
  #instanceId;

  fetch(request) {
    return call(() => this.#live().fetch(request));
  }

  alarm() {
    return call(() => this.#live().alarm());
  }

  /** Returns the Rust object, made anew if it belonged to an instance that is gone. */
  #live() {
    if (this.#instanceId !== instance.instanceId) {
      this.#object = new oriel.Environment(this.ctx, this.env);
      this.#instanceId = instance.instanceId;
    }
    return this.#object;
  }
}
