import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { areCharacterKeysOn, setCharacterKeys } from '../shared/character-keys.ts';

const KEYS = ['↑ ↓', 'a', 'n', 'g', 'v', 's', 'u', 'o', 'Enter', 'x', 'p', 'r', '/', 'Esc', '?'] as const;

/** The keys of the console and what they do; those of one character can be turned off. */
export function HelpDialog(): ReactNode {
  const { t } = useTranslation('console');
  const [isOn, setOn] = useState(areCharacterKeysOn);
  return (
    <>
      <table className="facts">
        <tbody>
          {KEYS.map((key) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{t(`help.key.${key}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="help-characters">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => {
            setOn(event.target.checked);
            setCharacterKeys(event.target.checked ? 'on' : 'off');
          }}
        />{' '}
        {t('help.characters')}
      </label>
      <p className="faint">{t('help.meaning')}</p>
    </>
  );
}
