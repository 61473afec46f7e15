// Checks the contrasts of src/styles/tokens.css: WCAG AA in the standard colors, AAA in the three schemes for low
// vision. The build runs it.
import { readFileSync } from 'node:fs';

/** Each text color, and the grounds that it stands on. */
const TEXTS = {
  text: ['bg', 'surface', 'tint', 'bad-tint', 'good-tint'],
  muted: ['bg', 'surface'],
  key: ['bg', 'surface', 'tint'],
  'on-key': ['key'],
  bad: ['bg', 'surface', 'bad-tint'],
  surface: ['bad'],
  'on-name-bad': ['name-bad'],
  good: ['bg', 'surface', 'good-tint'],
};
/** Borders of controls. */
const LINES = { line: ['bg', 'surface'], focus: ['bg', 'surface'] };

export function checkContrasts() {
  const css = readFileSync('src/styles/tokens.css', 'utf8');
  const blocks = [...css.matchAll(/color-scheme: \w+;([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries([...body.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name, color]) => [name, color])),
  );
  const [light, dark, blue, yellow, black] = blocks;
  const sets = {
    light,
    dark: { ...light, ...dark },
    blue: { ...light, ...blue },
    yellow: { ...light, ...yellow },
    black: { ...light, ...black },
  };
  const low = [];
  for (const [name, colors] of Object.entries(sets)) {
    const needed = name === 'light' || name === 'dark' ? 4.5 : 7;
    for (const [pairs, limit] of [
      [TEXTS, needed],
      [LINES, 3],
    ]) {
      for (const [front, grounds] of Object.entries(pairs)) {
        for (const ground of grounds) {
          const found = contrast(colors[front], colors[ground]);
          if (found < limit) low.push(`${name}: ${front} on ${ground} has ${found.toFixed(1)} of ${limit}`);
        }
      }
    }
  }
  if (low.length > 0) throw new Error(`src/styles/tokens.css:\n${low.join('\n')}`);
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminance(color) {
  const digits = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit) : color.slice(1).match(/../g);
  const [r, g, b] = digits
    .map((pair) => parseInt(pair, 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
