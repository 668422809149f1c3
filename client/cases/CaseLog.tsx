import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, text } from '../i18n/index.ts';
import { Panel, WideBox } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { logOf, type LogLine } from './case-view.ts';
import type { CaseDesk } from './desk.ts';
import { roleWord, stepWords, unitWord } from './words.ts';

/** All that people did in a case, newest first. */
export function CaseLog({ desk }: { readonly desk: Pick<CaseDesk, 'of' | 'plan' | 'zone'> }): ReactNode {
  const { t } = useTranslation(['cases', 'plans', 'shell']);
  const { of, plan, zone } = desk;
  const lines = logOf(of);
  const whatOf = ({ kind, id, unit }: LogLine): string => {
    switch (kind) {
      case 'step':
      case 'undone':
        return stepWords(t, plan, id);
      case 'measure': {
        const measure = of.measures.find((one) => one.id === id);
        const words = measure === undefined ? id : text(measure.text);
        return unit === null ? words : `${unitWord(plan, unit)}${t('colon')}${words}`;
      }
      case 'round':
        return t(`logOrigin.${id}`, { defaultValue: id });
      case 'sent-back':
        return stepWords(t, plan, id);
      case 'refused':
      case 'withdrawn':
        return '';
      case 'confirmed': {
        const item = of.confirm[Number(id)];
        return item === undefined ? id : text(item.text);
      }
      case 'overdue': {
        const [what = '', first = '', second = ''] = id.split(':');
        if (what === 'step') return stepWords(t, plan, second);
        const words = what === 'measure' ? of.measures.find((one) => one.id === first)?.text : undefined;
        return text(words ?? plan.reporting.find((one) => one.id === first)?.text ?? { zh: first, en: first });
      }
      case 'report': {
        const report = plan.reporting.find((one) => one.id === id);
        return report === undefined ? id : text(report.text);
      }
    }
  };
  return (
    <Panel className="case-part" title={t('logTitle')} remark={`${lines.length}`}>
      {lines.length === 0 ? (
        <p className="faint">{t('logEmpty')}</p>
      ) : (
        <WideBox label={t('logTitle')}>
          <table className="facts case-log">
            <tbody>
              {lines.map((line) => (
                <tr key={line.key} data-kind={line.kind}>
                  <td className="case-log-time">{formatTime(line.at, zone, 'datetime')}</td>
                  <td>{t(`logKind.${line.kind}`)}</td>
                  <td>
                    {line.kind === 'undone' ? <s>{whatOf(line)}</s> : whatOf(line)}
                    {line.level !== null &&
                      ` · ${t(line.kind === 'round' ? 'logTo' : 'logLevel', { level: levelName(t, plan, line.level) })}`}
                    {line.note !== null && <q className="case-note">{line.note}</q>}
                    {line.file !== null && ` ${t('logFile', { file: line.file })}`}
                  </td>
                  <td>
                    {line.kind === 'overdue'
                      ? line.role !== null && t('logTold', { role: roleWord(t, plan, line.role) })
                      : line.role === null || line.by === null
                        ? line.by
                        : t('by', { name: line.by, role: roleWord(t, plan, line.role) })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideBox>
      )}
    </Panel>
  );
}
