import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { formatAge, text } from '../i18n/index.ts';
import { LevelMark, Panel, WideBox } from '../shared/index.ts';
import { LevelFilter, useChosenLevel } from './Levels.tsx';
import { unbroken } from './clause.ts';
import { anchorOf } from './coverage.ts';
import { measuresByGroup } from './procedure.ts';

function Deadline({ measure }: { readonly measure: Measure }): ReactNode {
  const { t } = useTranslation('plans');
  const { within, dailyAt } = measure;
  if (within === null && dailyAt === null) return '—';
  return (
    <>
      {within !== null && (
        <>
          <strong>{t('measure.within', { age: formatAge(within.ms) })}</strong>{' '}
          <span className="faint">{t('clause', { clause: within.clause })}</span>
        </>
      )}
      {within !== null && dailyAt !== null && ' · '}
      {dailyAt !== null && <strong>{t('measure.dailyAt', { at: dailyAt })}</strong>}
    </>
  );
}

function MeasureRow({
  plan,
  measure,
  columns,
}: {
  readonly plan: Plan;
  readonly measure: Measure;
  readonly columns: Plan['levels'];
}): ReactNode {
  const { t } = useTranslation('plans');
  const units = measure.units.map((id) => {
    const unit = plan.units.find((one) => one.id === id);
    return unit === undefined ? id : text(unit.text);
  });
  return (
    <tr id={anchorOf('measures', measure.id)} tabIndex={-1}>
      <td>{text(measure.text)}</td>
      {columns.map(({ id }) => {
        const clause = measure.levels[id];
        return (
          <td key={id} className="clause-cell">
            {clause === undefined ? <span className="faint">—</span> : unbroken(clause)}
          </td>
        );
      })}
      <td>{units.length === 0 ? <span className="faint">{t('measure.noUnits')}</span> : units.join(t('and'))}</td>
      <td>
        <Deadline measure={measure} />
      </td>
    </tr>
  );
}

/** What is done while a warning or response is in force: by group, with the clause that asks for it at each level. */
export function MeasuresSection({ plan }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  const level = useChosenLevel(plan);
  if (plan.measures.length === 0) return <p className="page-note">{t('empty.measures')}</p>;
  const groups = measuresByGroup(plan, level);
  const columns = plan.levels.filter(({ id }) => level === null || id === level);
  return (
    <>
      <LevelFilter plan={plan} />
      {groups.length === 0 && <p className="page-note">{t('empty.level')}</p>}
      {groups.map(({ group, measures }) => (
        <Panel key={group} className="plan-part" title={t(`group.${group}`)} remark={`${measures.length}`}>
          <WideBox label={t(`group.${group}`)}>
            <table className="facts measures-table">
              <thead>
                <tr>
                  <th scope="col">{t('measure.what')}</th>
                  {columns.map(({ id }) => (
                    <th key={id} scope="col" className="clause-cell">
                      <LevelMark level={id} word={t(`grade.${id}`, { ns: 'shell' })} />
                    </th>
                  ))}
                  <th scope="col">{t('measure.units')}</th>
                  <th scope="col">{t('measure.deadline')}</th>
                </tr>
              </thead>
              <tbody>
                {measures.map((measure) => (
                  <MeasureRow key={measure.id} plan={plan} measure={measure} columns={columns} />
                ))}
              </tbody>
            </table>
          </WideBox>
        </Panel>
      ))}
    </>
  );
}
