import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const KEYS = ['↑ ↓', 'a', 'n', 'v', 's', 'u', 'x', 'p', 'r', '/', 'Esc', '?'] as const;

/** The keys of the console and what they do. */
export function HelpDialog(): ReactNode {
  const { t } = useTranslation('console');
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
      <p className="faint">{t('help.meaning')}</p>
    </>
  );
}
