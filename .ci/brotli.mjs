// Writes FILE.br beside each file that is newer than it.
import { brotliCompressSync, constants } from 'node:zlib';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';

for (const file of process.argv.slice(2)) {
  const target = `${file}.br`;
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(file).mtimeMs) continue;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(file).size };
  writeFileSync(target, brotliCompressSync(readFileSync(file), { params }));
}
