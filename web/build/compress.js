// Compresses each file of dist once, as well as can be; the program embeds what this writes. Also says what a first page costs.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist', import.meta.url).pathname;
let total = 0;
for (const entry of readdirSync(dist, { recursive: true })) {
  const file = join(dist, entry);
  if (!statSync(file).isFile() || file.endsWith('.gz')) continue;
  const packed = gzipSync(readFileSync(file), { level: 9 });
  writeFileSync(file + '.gz', packed);
  rmSync(file);
  total += packed.length;
}
console.log(`console: ${total} octets compressed`);
