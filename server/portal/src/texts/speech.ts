// The texts of the portal: one Fluent file a language, loaded when the language is first spoken.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { Store, useStore } from '../store';
import type { Texts } from './keys';
import { byTag, LANGUAGES, type LanguageChoice } from './languages';

/** The address of each language's texts, from the build. A language without texts speaks English. */
declare const TEXT_FILES: Record<string, string>;

/** Says a text. A key without variables takes no second argument. */
export type Say = <Key extends keyof Texts>(key: Key, ...values: Texts[Key] extends null ? [] : [Texts[Key]]) => string;

interface Speech {
  choice: LanguageChoice;
  t: Say;
}

const spoken = new Store<Speech | null>(null);
const bundles = new Map<string, FluentBundle>();

/** Loads the texts of a language and speaks it from then on. It throws if they cannot be loaded. */
export async function speak(choice: LanguageChoice): Promise<void> {
  const file = TEXT_FILES[choice.tag] ?? TEXT_FILES['en']!;
  const bundle = bundles.get(file) ?? (await load(file, TEXT_FILES[choice.tag] ? choice.tag : 'en'));
  bundles.set(file, bundle);
  document.documentElement.lang = choice.tag;
  spoken.set({ choice, t: sayer(bundle) });
}

async function load(file: string, tag: string): Promise<FluentBundle> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  // Intl knows Tagalog as Filipino.
  const bundle = new FluentBundle(tag === 'tl' ? 'fil' : tag, { useIsolating: false });
  bundle.addResource(new FluentResource(await response.text()));
  return bundle;
}

function sayer(bundle: FluentBundle): Say {
  return (key, ...values) => {
    const pattern = bundle.getMessage(key)?.value;
    if (!pattern) throw new Error(`no text ${key}`);
    return bundle.formatPattern(pattern, values[0] ?? null);
  };
}

const present = (speech: Speech | null): Speech => {
  if (!speech) throw new Error('no language is spoken yet');
  return speech;
};

/** The function that says a text, for a component: it is drawn again when the language changes. */
export const useTexts = (): Say => present(useStore(spoken)).t;

/** The language of the page, for a component. */
export const useLanguage = (): LanguageChoice => present(useStore(spoken)).choice;

/** The language of the page. */
export const language = (): LanguageChoice => present(spoken.get()).choice;

/** The language that the shell was sent in, unless the person chose another one before. */
export const firstLanguage = (kept: string | null): LanguageChoice =>
  byTag(kept) ?? byTag(document.documentElement.lang) ?? LANGUAGES[1]!;
