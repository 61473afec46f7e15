// Checks who imports whom in src/: a folder may import itself and those before it, so that nothing goes around in a
// circle. Types may be imported from anywhere. The build runs it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The folders from the ground up; "." has the files beside them. */
const ORDER = ['.', 'texts', 'api', 'visitor', 'task', 'ui', 'parts', 'frame', 'screens'];
/** The entry, which imports everything. */
const ENTRY = ['main.tsx', 'boot.js'];

export function checkLayers() {
  const wrong = [];
  const files = readdirSync('src', { recursive: true }).filter((file) => /\.tsx?$/.test(file) && !ENTRY.includes(file));
  for (const file of files) {
    const own = ORDER.indexOf(dirname(file));
    if (own < 0) wrong.push(`${file}: its folder has no place`);
    const imports = readFileSync(join('src', file), 'utf8').matchAll(/^import (?!type )[^;]*?from '(\.[^']*)';$/gms);
    for (const [, path] of imports) {
      const target = normalize(join(dirname(file), path));
      if (ORDER.indexOf(dirname(target)) > own) wrong.push(`${file} imports ${target}`);
    }
  }
  if (wrong.length > 0) throw new Error(`src/:\n${wrong.join('\n')}`);
}
