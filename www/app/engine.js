// @ts-check
/** The engine of the npm package. It stays a file of its own beside the app's, where others load it too. @module */

export { default, Dataset, LocalEvents, TooLarge, evaluate, render } from "./oriel/index.js";
