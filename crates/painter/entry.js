// What Cloudflare calls: a drawing as the body of a POST, its picture as the answer. Only the service binding of Oriel's
// own Worker reaches it. `cargo xtask` bundles it with the glue of wasm-bindgen into `dist/painter/index.js`.

import * as painter from "./oriel.js";

export default {
  async fetch(request) {
    const parameters = new URL(request.url).searchParams;
    try {
      const picture = painter.paint(await request.text(), Number(parameters.get("width")), Number(parameters.get("height")));
      return new Response(picture, { headers: { "content-type": "image/png" } });
    } catch (error) {
      console.error(error);
      // The memory of an instance that trapped can't be trusted.
      if (error instanceof WebAssembly.RuntimeError) painter.__wbg_reset_state();
      return new Response(String(error), { status: 422 });
    }
  },
};
