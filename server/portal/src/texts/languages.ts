// The eight languages of the menu "Language" (R24), in its order. They are known without the API, so that the menu
// works while the API does not.
import type { Language } from '../api/operations';

export interface LanguageChoice {
  /** The BCP 47 tag: the name of its texts, and the page's `lang`. */
  tag: string;
  language: Language;
  ownName: string;
}

const ENGLISH: LanguageChoice = { tag: 'en', language: 'EN', ownName: 'English' };

export const LANGUAGES: readonly LanguageChoice[] = [
  { tag: 'ja', language: 'JA', ownName: '日本語' },
  ENGLISH,
  { tag: 'zh-Hans', language: 'ZH_HANS', ownName: '中文(简体字)' },
  { tag: 'zh-Hant', language: 'ZH_HANT', ownName: '中文(繁体字)' },
  { tag: 'ko', language: 'KO', ownName: '한국어' },
  { tag: 'es', language: 'ES', ownName: 'Español' },
  { tag: 'vi', language: 'VI', ownName: 'Tiếng Việt' },
  { tag: 'tl', language: 'TL', ownName: 'Tagalog' },
];

export const byTag = (tag: string | null): LanguageChoice | undefined => LANGUAGES.find((one) => one.tag === tag);

export const byLanguage = (language: Language): LanguageChoice =>
  LANGUAGES.find((one) => one.language === language) ?? ENGLISH;
