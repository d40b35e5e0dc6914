// Bytes of a first visit in brotli, by kind and by the part of the program that the page belongs to, beside the last values;
// fails when one of them grew by more than 3 %.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const last = JSON.parse(readFileSync('.ci/size.json', 'utf8'));
const pkg = 'target/site/pkg';
const packed = (file) => (existsSync(`${file}.br`) ? statSync(`${file}.br`).size : brotliCompressSync(readFileSync(file)).length);
const texts = brotliCompressSync(Buffer.from(Object.values(JSON.parse(readFileSync('app/texts/locales/en.json', 'utf8'))).map((t) => (typeof t === 'string' ? t : Object.values(t).join(''))).join('\n'))).length;
const kinds = {
  program: packed(`${pkg}/levak.wasm`) + packed(`${pkg}/common.bin`),
  script: packed(`${pkg}/levak.js`) + packed(`${pkg}/__wasm_split.js`),
  style: packed(`${pkg}/levak.css`),
  texts,
  font: statSync('target/site/fonts/inter-latin-wght-normal.woff2').size,
};
for (const [kind, bytes] of Object.entries(kinds)) console.log(kind.padEnd(10), String(bytes).padStart(8));
const every = Object.values(kinds).reduce((a, b) => a + b, 0);
console.log('every page', String(every).padStart(8));
const parts = readdirSync(pkg).filter((file) => file.endsWith('.bin') && file !== 'common.bin').map((file) => file.slice(0, -4));
let grown = false;
for (const part of parts) {
  const sum = every + packed(`${pkg}/${part}.bin`);
  console.log(`+ ${part}`.padEnd(10), String(sum).padStart(8), `last ${last[part]}, aim 358400`);
  grown ||= !(sum <= last[part] * 1.03);
}
if (grown) {
  console.error('A first visit grew by more than 3 %. Shrink it, or write the new value into .ci/size.json and say why.');
  process.exit(1);
}
