// What the browser keeps: the language and the colour scheme that a person chose. A browser that refuses storage keeps
// nothing, and the portal works all the same.
type Kept = 'language' | 'scheme';

export function recall(what: Kept): string | null {
  try {
    return localStorage.getItem(`uketori:${what}`);
  } catch {
    return null;
  }
}

export function keep(what: Kept, value: string): void {
  try {
    localStorage.setItem(`uketori:${what}`, value);
  } catch {
    // The choice holds until the page is left.
  }
}
