// The menu "Language" (R24): eight languages, each in its own name. The label is English in every language, so that a
// person who cannot read the page still finds it.
import { useLanguage } from '../texts/speech';
import { LANGUAGES } from '../texts/languages';
import { chooseLanguage } from '../visitor/preferences';

export function LanguageMenu() {
  const { tag } = useLanguage();
  return (
    <label class="language">
      <span lang="en">Language</span>
      <select
        value={tag}
        onChange={(event) => {
          const menu = event.currentTarget;
          // Without its texts the language cannot be spoken: the menu says so by going back.
          chooseLanguage(menu.value).catch(() => (menu.value = tag));
        }}
      >
        {LANGUAGES.map((one) => (
          <option key={one.tag} value={one.tag} lang={one.tag}>
            {one.ownName}
          </option>
        ))}
      </select>
    </label>
  );
}
