// "Language" and "Change Color Scheme" (R20, R24): kept in the browser, and with the account while somebody is logged
// in.
import { ask } from '../api/ask';
import { ChangePreferencesDocument, type ColorScheme } from '../api/operations';
import { keep } from '../kept';
import { speak } from '../texts/speech';
import { byTag } from '../texts/languages';
import { setScheme } from './scheme';
import { frame, loadFrame } from './visitor';

/** Speaks another language in place: entries stay, and what the API says is asked for again. */
export async function chooseLanguage(tag: string): Promise<void> {
  const choice = byTag(tag);
  if (!choice) return;
  await speak(choice);
  keep('language', tag);
  if (frame.get().viewer) await ask(ChangePreferencesDocument, { input: { language: choice.language } });
  await loadFrame();
}

export async function chooseScheme(chosen: ColorScheme): Promise<void> {
  setScheme(chosen);
  if (frame.get().viewer) await ask(ChangePreferencesDocument, { input: { colorScheme: chosen } });
}
