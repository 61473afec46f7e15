// Colours of the editors that can be read: GraphiQL's own, with more contrast where it has less than 4.5 to 1 (WCAG AA).
// By its path, because the package does not export it.
import { MONACO_THEME_DATA, MONACO_THEME_NAME } from '../node_modules/@graphiql/react/dist/constants.js';

/** What has too little contrast, by theme: comments and line numbers on dark, numbers on light. */
const COLOURS = {
  dark: { rules: { comment: '#8fbf7f' }, colors: { 'editorLineNumber.foreground': '#a3abba' } },
  light: { rules: { number: '#06653f' }, colors: {} },
};

/** Defines both themes again. */
export function legible(monaco) {
  for (const [theme, { rules, colors }] of Object.entries(COLOURS)) {
    const own = MONACO_THEME_DATA[theme];
    monaco.editor.defineTheme(MONACO_THEME_NAME[theme], {
      ...own,
      rules: [...own.rules, ...Object.entries(rules).map(([token, foreground]) => ({ token, foreground }))],
      colors: { ...own.colors, ...colors },
    });
  }
}
