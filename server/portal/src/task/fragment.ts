// What an address of an email carries behind "#": the token of a link, or the number and code of a certificate. It is
// read and taken out of the address bar before anything else happens, and stays in memory only.
import { Store } from '../store';

interface Fragment {
  /** The names and values behind "#" of the page that was opened; empty if there are none. */
  values: URLSearchParams;
  /** Counts the links that were opened in this tab: each begins its page from the start, even the same link twice. */
  arrival: number;
}

export const fragment = new Store<Fragment>({ values: new URLSearchParams(), arrival: 0 });

export function takeFragment(): void {
  if (!location.hash.includes('=')) return;
  const { arrival } = fragment.get();
  fragment.set({ values: new URLSearchParams(location.hash.slice(1)), arrival: arrival + 1 });
  history.replaceState(history.state, '', location.pathname + location.search);
}

// Another link of an email, opened in the same tab on the same page.
addEventListener('hashchange', takeFragment);
