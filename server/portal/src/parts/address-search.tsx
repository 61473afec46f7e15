// The search window of the 2023 form (R97): Search Conditions, a prefecture; Search Results, the municipalities, with
// a field that narrows them down by kanji, kana or Latin letters.
import { useState } from 'preact/hooks';
import { MunicipalitiesDocument, PrefecturesDocument, type PrefecturesQuery } from '../api/operations';
import { useQuery } from '../api/query';
import { useLanguage, useTexts } from '../texts/speech';
import { Dialog } from '../ui/dialog';
import { Loading } from '../ui/loading';
import { TroubleBanner } from '../ui/trouble';

type Prefecture = PrefecturesQuery['prefectures'][number];

interface Props {
  onChoose: (code: string, fullName: string) => void;
  onClose: () => void;
}

export function AddressSearch({ onChoose, onClose }: Props) {
  const t = useTexts();
  const isJapanese = useLanguage().language === 'JA';
  const { data, trouble, again } = useQuery(PrefecturesDocument, {});
  const [code, setCode] = useState('');
  const [searched, setSearched] = useState<Prefecture | null>(null);
  const nameOf = ({ name, nameEnglish }: Prefecture): string => (isJapanese ? name : `${name} ${nameEnglish}`);
  return (
    <Dialog title={t('address-search')} onClose={onClose}>
      <TroubleBanner trouble={trouble} again={again} />
      <h3>{t('search-conditions')}</h3>
      <div class="search">
        <label>
          <span>{t('prefecture')}</span>
          <select value={code} onChange={(event) => setCode(event.currentTarget.value)}>
            <option value="">{t('please-select')}</option>
            {data?.prefectures.map((one) => (
              <option key={one.code} value={one.code}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="key"
          onClick={() => setSearched(data?.prefectures.find((one) => one.code === code) ?? null)}
        >
          {t('search')}
        </button>
      </div>
      {searched ? <Results key={searched.code} prefecture={searched} onChoose={onChoose} /> : null}
      <div class="buttons">
        <button type="button" onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}

interface ResultsProps {
  prefecture: Prefecture;
  onChoose: Props['onChoose'];
}

function Results({ prefecture, onChoose }: ResultsProps) {
  const t = useTexts();
  const isJapanese = useLanguage().language === 'JA';
  const { data, trouble, again } = useQuery(MunicipalitiesDocument, { prefectureCode: prefecture.code });
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const found = data?.municipalities.filter((one) =>
    [one.name, one.nameKana, one.nameEnglish.toLowerCase()].some((name) => name.includes(wanted)),
  );
  return (
    <>
      <h3>{t('search-results')}</h3>
      <TroubleBanner trouble={trouble} again={again} />
      {found ? (
        <>
          <label class="narrow">
            <span>{t('narrow-down')}</span>
            <input
              type="text"
              autocomplete="off"
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          </label>
          <p role="status">{t('municipalities-found', { count: found.length })}</p>
          <ul class="municipalities">
            {found.map(({ code, name, nameEnglish }) => (
              <li key={code}>
                <button
                  type="button"
                  onClick={() => onChoose(code, fullName(prefecture, name, nameEnglish, isJapanese))}
                >
                  <span lang="ja">{name}</span> {isJapanese ? null : <small>{nameEnglish}</small>}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : trouble ? null : (
        <Loading lines={6} />
      )}
    </>
  );
}

function fullName(prefecture: Prefecture, name: string, english: string, isJapanese: boolean): string {
  const japanese = `${prefecture.name}${name}`;
  return isJapanese ? japanese : `${japanese} (${english}, ${prefecture.nameEnglish})`;
}
