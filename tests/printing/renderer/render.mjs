// Renders each label of a ZPL file as a PNG: node render.mjs MODULE FILE OUT WIDTH_MM HEIGHT_MM DOTS_PER_MM
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [module, file, out, width, height, dots] = process.argv.slice(2);
const { ready } = createRequire(import.meta.url)(module);
const { api } = await ready;
const labels = await api.zplToBase64MultipleAsync(
  readFileSync(file, "latin1"), Number(width), Number(height), Number(dots),
);
labels.forEach((label, n) => writeFileSync(`${out}-${n}.png`, Buffer.from(label, "base64")));
process.exit(0);
