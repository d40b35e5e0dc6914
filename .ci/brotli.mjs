// Writes FILE.br beside each file that is newer than it, on every core.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);
const fresh = (file) => {
  const target = `${file}.br`;
  return !existsSync(target) || statSync(target).mtimeMs < statSync(file).mtimeMs;
};
const write = async (file) => {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: statSync(file).size };
  writeFileSync(`${file}.br`, await compress(readFileSync(file), { params }));
};
await Promise.all(process.argv.slice(2).filter(fresh).map(write));
