// Reads the generated events in a page.

export const manifest = await (await fetch("/data/manifest.json")).json();

/** Returns the bytes of a column. */
export async function read(name) {
  return (await fetch(`/data/${name}`)).arrayBuffer();
}
