// The four colour schemes (R20). `boot.js` applies the kept one before anything is drawn.
import { keep, recall } from '../kept';
import type { ColorScheme } from '../api/operations';
import { Store } from '../store';

export const SCHEMES = ['STANDARD', 'BLUE', 'YELLOW', 'BLACK'] as const satisfies readonly ColorScheme[];

export const scheme = new Store<ColorScheme>(SCHEMES.find((one) => one === recall('scheme')) ?? 'STANDARD');

export function setScheme(chosen: ColorScheme): void {
  scheme.set(chosen);
  keep('scheme', chosen);
  document.documentElement.dataset['scheme'] = chosen;
}
