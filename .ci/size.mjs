// Bytes of a first visit in brotli, by kind, beside the last value; fails when the sum grew by more than 3 %.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const limit = JSON.parse(readFileSync('.ci/size.json', 'utf8'));
const packed = (file) => (existsSync(`${file}.br`) ? statSync(`${file}.br`).size : brotliCompressSync(readFileSync(file)).length);
const texts = brotliCompressSync(Buffer.from(Object.values(JSON.parse(readFileSync('app/texts/locales/en.json', 'utf8'))).map((t) => (typeof t === 'string' ? t : Object.values(t).join(''))).join('\n'))).length;
const kinds = {
  program: packed('target/site/pkg/levak.wasm'),
  script: packed('target/site/pkg/levak.js'),
  style: packed('target/site/pkg/levak.css'),
  texts,
  font: statSync('target/site/fonts/inter-latin-wght-normal.woff2').size,
};
const sum = Object.values(kinds).reduce((a, b) => a + b, 0);
for (const [kind, bytes] of Object.entries(kinds)) console.log(kind.padEnd(8), String(bytes).padStart(8));
console.log('sum'.padEnd(8), String(sum).padStart(8), `last ${limit.sum}, aim 358400`);
if (sum > limit.sum * 1.03) {
  console.error('The first visit grew by more than 3 %. Shrink it, or write the new value into .ci/size.json and say why.');
  process.exit(1);
}
