import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireEvidence } from '../../server/wire/shapes.ts';
import { amount } from '../console/units.ts';
import { formatNumber, formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { LevelMark } from '../shared/index.ts';
import { levelName } from '../wall/words.ts';
import { Deadline } from './Deadline.tsx';
import { roundRecords } from './case-view.ts';
import { conditionOf } from './condition.ts';
import type { CaseDesk } from './desk.ts';
import { extremesOf } from './evidence.ts';
import { originWords, placeWord } from './words.ts';

function Evidence({ evidence, zone }: { readonly evidence: WireEvidence; readonly zone: string }): ReactNode {
  const { t } = useTranslation(['cases', 'console', 'shell']);
  const { window, unit, thresholds, missing } = evidence;
  const { newest, forecast } = extremesOf(evidence);
  const numbers = [
    newest === null
      ? null
      : t('form.newest', { value: amount(t, newest[1], unit), time: formatTime(newest[0], zone, 'short') }),
    forecast === null
      ? null
      : t('form.forecast', { value: amount(t, forecast[1], unit), time: formatTime(forecast[0], zone, 'short') }),
    missing === 0 ? null : t('form.missing', { count: missing }),
  ].filter((words) => words !== null);
  return (
    <div className="case-evidence">
      <p>
        <strong>{text(evidence.summary)}</strong>{' '}
        <span className="faint">{t('form.clause', { clause: evidence.clause })}</span>
      </p>
      {window !== null && (
        <p>
          {t('form.window')}
          {t('colon')}
          {window.from === window.to
            ? t('form.instant', { time: formatTime(window.to, zone, 'datetime') })
            : t('form.span', {
                from: formatTime(window.from, zone, 'datetime'),
                to: formatTime(window.to, zone, 'datetime'),
              })}
        </p>
      )}
      {numbers.length > 0 && (
        <p>
          {t('form.values')}
          {t('colon')}
          {numbers.join(' · ')}
        </p>
      )}
      {thresholds.length > 0 && (
        <p className="case-lines">
          {t('form.lines')}
          {t('colon')}
          {thresholds.map(({ level, at }) => (
            <LevelMark
              key={`${level} ${at}`}
              level={level}
              filled={false}
              word={`${t(`grade.${level}`, { ns: 'shell' })} ${formatNumber(at)}`}
            />
          ))}
        </p>
      )}
    </div>
  );
}

/** The form that is approved, filled in from the data. */
export function FormSheet({ desk }: { readonly desk: CaseDesk }): ReactNode {
  const { t } = useTranslation(['cases', 'console', 'plans', 'shell']);
  const { of, plan, zone } = desk;
  const jurisdictions = useSession((state) => state.jurisdictions);
  const levels = useSession((state) => state.levels);
  const condition = conditionOf(plan, of.jurisdiction, levels.values());
  const edition = plan.editions.find(({ id }) => id === of.edition);
  const records = roundRecords(of).filter(({ undone }) => !undone);
  const to = of.recommended;
  const measures = to === 'none' ? [] : plan.measures.filter((measure) => measure.levels[to] !== undefined);
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('form.plan'),
      text(plan.title) +
        t('aside', { words: (edition?.number ?? '') === '' ? t('edition', { id: of.edition }) : edition?.number }),
    ],
    [t('form.place'), placeWord(jurisdictions, of)],
    [t('form.action'), t(`actionName.${of.action}`)],
    [
      t('form.level'),
      <>
        {of.level !== 'none' && (
          <>
            <LevelMark level={of.level} word={levelName(t, plan, of.level)} /> →{' '}
          </>
        )}
        <LevelMark level={to} filled={false} word={levelName(t, plan, to)} />
      </>,
    ],
    [t('form.origin'), originWords(t, plan, of)],
    [
      t('form.evidence'),
      of.evidence.length === 0
        ? t('form.noEvidence')
        : of.evidence.map((evidence) => (
            <Evidence key={`${evidence.clause} ${evidence.summary.en}`} evidence={evidence} zone={zone} />
          )),
    ],
    [
      t('form.condition'),
      <>
        <LevelMark level={condition.level} word={levelName(t, plan, condition.level)} />
        {condition.unknown > 0 && (
          <span className="hatch case-unknown">{t('form.unknown', { count: condition.unknown })}</span>
        )}
      </>,
    ],
    [
      t('form.publishBy'),
      of.immediate === true ? (
        <strong key="immediate" className="urgent">
          {t('form.immediate')}
        </strong>
      ) : of.publishBy === null ? (
        t('form.noLead')
      ) : (
        <Deadline key="publish" at={of.publishBy} zone={zone} />
      ),
    ],
    ...(measures.length === 0
      ? []
      : [
          [
            t('form.measures'),
            t('form.measureCount', {
              count: measures.length,
              units: new Set(measures.flatMap(({ units }) => units)).size,
            }),
          ] as const,
        ]),
    ...(records.length === 0
      ? []
      : [
          [
            t('form.records'),
            <ul key="records">
              {records.map(({ step, by, at, note }) => {
                const act = plan.steps.find(({ id }) => id === step)?.act;
                return (
                  <li key={`${step} ${at}`}>
                    {t('form.opinion', {
                      act: act === undefined ? step : t(`act.${act}`, { ns: 'plans' }),
                      note: note === '' ? '—' : note,
                      by,
                      time: formatTime(at, zone, 'short'),
                    })}
                  </li>
                );
              })}
            </ul>,
          ] as const,
        ]),
  ];
  return (
    <table className="facts case-form">
      <caption>{t('form.title')}</caption>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
