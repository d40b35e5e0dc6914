// Packs the pieces that the splitter made of the program: one pack of what most parts share, and one for each part.
//   .ci/split.mjs FROM TO [shrink]
//
// The splitter gives every set of parts that share something a file of its own: over a hundred, most of them tiny. A page
// loads two packs instead, and what compresses well is compressed together. A piece may be in several packs; it runs once.
import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const [from, to, shrink] = process.argv.slice(2);
const run = promisify(execFile);
const made = readFileSync(`${from}/__wasm_split.js`, 'utf8');
// The tool writes no table of its pieces, so its own loader is read; each count below fails loudly if it is written otherwise.
const chunks = [...made.matchAll(/\/\* ([\w, ]+) \*\/\nconst __chunk_(\d+) =/g)].map(([, parts, id]) => ({ name: `chunk_${id}`, parts: parts.split(', ') }));
const parts = [...made.matchAll(/export const __wasm_split_load_(\w+) =/g)].map(([, part]) => part).sort();
const shared = made.match(/let sharedImports[\s\S]*?\n}\n/)?.[0];
const answer = made.match(/function wrapAsyncCb[\s\S]*?\n}\n/)?.[0];
if (!parts.length || !chunks.length || !shared || !answer || made.split('const __chunk_').length - 1 !== chunks.length) {
  throw new Error('the loader that the splitter wrote cannot be read');
}
const pieces = [...chunks, ...parts.map((part) => ({ name: `split_${part}`, parts: [part] }))];

const features = ['bulk-memory', 'bulk-memory-opt', 'mutable-globals', 'nontrapping-float-to-int', 'sign-ext', 'reference-types', 'multivalue'].map((f) => `--enable-${f}`);
// A module without its custom sections: each piece carries the names of the whole program.
function bare(module) {
  const kept = [module.subarray(0, 8)];
  for (let at = 8; at < module.length; ) {
    const start = at++;
    let [length, shift] = [0, 0];
    do length += (module[at] & 127) * 2 ** shift, (shift += 7);
    while (module[at++] & 128);
    at += length;
    if (module[start] !== 0) kept.push(module.subarray(start, at));
  }
  return Buffer.concat(kept);
}
const waiting = [...pieces];
async function work() {
  for (let piece = waiting.pop(); piece; piece = waiting.pop()) {
    const file = `${from}/${piece.name}.wasm`;
    writeFileSync(file, bare(readFileSync(file)));
    // The tool takes two seconds to start, so what is small already is left as it is.
    if (shrink && statSync(file).size > 4000) await run('wasm-opt', [...features, '-Os', file, '-o', file]);
    piece.bytes = readFileSync(file);
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, work));

// What all but two parts need is loaded with each of them.
const isCommon = (piece) => piece.parts.length >= parts.length - 2;
const packs = { common: pieces.filter(isCommon) };
for (const part of parts) packs[part] = pieces.filter((piece) => !isCommon(piece) && piece.parts.includes(part));
const table = {};
for (const [pack, of] of Object.entries(packs)) {
  writeFileSync(`${to}/${pack}.bin`, Buffer.concat(of.map((piece) => piece.bytes)));
  table[pack] = of.map((piece) => [pieces.indexOf(piece), piece.bytes.length]);
}
writeFileSync(
  `${to}/__wasm_split.js`,
  `import { initSync } from './levak.js';
${shared}${answer}const packs = ${JSON.stringify(table)};
const fetched = {};
const running = new Map();
function bytes(pack) {
  fetched[pack] ??= fetch(new URL(\`./\${pack}.bin\`, import.meta.url)).then((answer) => {
    if (!answer.ok) throw new Error(\`\${pack}: \${answer.status}\`);
    return answer.arrayBuffer();
  });
  fetched[pack].catch(() => delete fetched[pack]);
  return fetched[pack];
}
async function load(part) {
  const names = ['common', part];
  const held = await Promise.all(names.map(bytes));
  await Promise.all(names.flatMap((name, n) => {
    let at = 0;
    return packs[name].map(([id, length]) => {
      const piece = new Uint8Array(held[n], at, length);
      at += length;
      if (!running.has(id)) running.set(id, WebAssembly.instantiate(piece, getSharedImports()));
      return running.get(id);
    });
  }));
}
${parts.map((part) => `export const __wasm_split_load_${part} = wrapAsyncCb(() => load('${part}'));`).join('\n')}
`,
);
