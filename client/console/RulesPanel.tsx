import { Button } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge, formatNumber, formatPace, formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { useAccount } from '../session/account.ts';
import { levelKey, serviceKey } from '../session/state.ts';
import { zoneOf } from '../session/lookup.ts';
import { LevelMark, StateNote, Waiting } from '../shared/index.ts';
import { shownLevel, viewGauges, type GaugeView } from '../wall/gauges.ts';
import { amount, unitWord } from './units.ts';
import { Explanation } from './Explanation.tsx';
import { subjectName } from './alarm-view.ts';
import { serviceAge } from './aside.ts';
import { refusalOfService, type RuleOn } from './commands/service.ts';

/** A number on its way to the plan's lines, as a bar with a mark for each level. */
function Bar({ view }: { readonly view: GaugeView }): ReactNode {
  const level = shownLevel(view);
  return (
    // What nobody had to report is not unknown.
    <span
      className={view.knowledge === 'lost' || view.knowledge === 'never' ? 'bar bar-unknown' : 'bar'}
      aria-hidden="true"
    >
      {view.fill !== null && (
        <span className="bar-fill" style={{ width: `${view.fill * 100}%`, background: `var(--level-${level})` }} />
      )}
      {view.marks.map((mark) => (
        <span
          key={mark.level}
          className="bar-mark"
          style={{ left: `${mark.place * 100}%`, background: `var(--level-edge-${mark.level})` }}
        />
      ))}
    </span>
  );
}

function RuleRow({ view, onSelect }: { readonly view: GaugeView; readonly onSelect: () => void }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const rule = plans.get(view.plan)?.rules.find(({ id }) => id === view.rule);
  return (
    <li>
      <button type="button" className="rule-row" onClick={onSelect}>
        <span className="rule-what">
          <strong>{text(view.label)}</strong>{' '}
          <span className="faint">
            {view.beside.map(
              (one) =>
                `${text(one.label)} ${one.value === null ? t('unknown', { ns: 'shell' }) : amount(t, one.value, one.unit)} · `,
            )}
            {text(subjectName({ plans, jurisdictions }, view.jurisdiction, view.subject))} ·{' '}
            {rule === undefined ? view.rule : text(rule.title)} · {t('clause', { clause: view.clause })}
          </span>
        </span>
        <span className="rule-number">
          {view.knowledge === 'unreported' ? (
            <span className="faint">{t('notReported')}</span>
          ) : view.knowledge === 'known' ? (
            <strong>{view.value === null ? t('reported') : amount(t, view.value, view.unit)}</strong>
          ) : (
            <span className="hatch">
              {view.value === null ? t('unknown', { ns: 'shell' }) : amount(t, view.value, view.unit)}{' '}
              {view.value !== null && t('unknown', { ns: 'shell' })}
            </span>
          )}
          {view.next !== null && (
            <span className="faint">
              {' '}
              {t('toNext', {
                left: formatNumber(view.next.left),
                unit: unitWord(t, view.unit),
                level: t(`grade.${view.next.level}`, { ns: 'shell' }),
              })}
              {view.inHours !== null && ` · ${t('pace', { time: formatPace(view.inHours) })}`}
            </span>
          )}
        </span>
        <LevelMark
          level={shownLevel(view)}
          filled={shownLevel(view) !== 'none'}
          unknown={view.knowledge === 'lost' || view.knowledge === 'never'}
        />
        <Bar view={view} />
      </button>
    </li>
  );
}

/** Whether the rule is out of service there, with the way to change that, alarm or none. */
function RuleService({
  of,
  onService,
  nowMs,
}: {
  readonly of: RuleOn;
  readonly onService: (of: RuleOn) => void;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('console');
  const { session } = useAccount();
  const zone = useSession((state) => zoneOf(state.jurisdictions, of.jurisdiction));
  const out = useSession((state) => state.outOfService.get(serviceKey(of)))?.out ?? null;
  const refusal = refusalOfService(session, of.jurisdiction);
  return (
    <p>
      {out !== null && (
        <strong>
          {t('service.line', {
            name: out.by,
            time: formatTime(out.at, zone, 'datetime'),
            age: formatAge(serviceAge(out, nowMs).forMs),
            reason: out.reason,
          })}
        </strong>
      )}{' '}
      <Button
        disabled={refusal !== null}
        title={refusal === null ? '' : t(`refusal.${refusal}`)}
        onClick={() => onService(of)}
      >
        {t(out === null ? 'service.out' : 'service.back')}
      </Button>
    </p>
  );
}

/** Rules that are drawn before somebody asks for more: the nearest to trouble come first. */
const RULES_AT_ONCE = 100;

/** How every rule stands, nearest to trouble first; one can be opened to see why. */
export function RulesPanel({
  selected,
  onSelect,
  onService,
  nowMs,
}: {
  /** Key of the rule that is open, or null. */
  readonly selected: string | null;
  readonly onSelect: (key: string | null) => void;
  /** Takes a rule out of service, or puts it back. */
  readonly onService: (of: RuleOn) => void;
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const levels = useSession((state) => state.levels);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const [most, setMost] = useState(RULES_AT_ONCE);
  const views = useMemo(() => viewGauges(levels.values(), plans), [levels, plans]);
  const row = selected === null ? undefined : levels.get(selected);
  if (row !== undefined) {
    const rule = plans.get(row.plan)?.rules.find(({ id }) => id === row.rule);
    const zone = zoneOf(jurisdictions, row.jurisdiction);
    return (
      <article className="detail">
        <button type="button" className="quiet-button" onClick={() => onSelect(null)}>
          ← {t('allRules')}
        </button>
        <header>
          <h2>
            {text(subjectName({ plans, jurisdictions }, row.jurisdiction, row.subject))} ·{' '}
            {rule === undefined ? row.rule : text(rule.title)}
          </h2>
          <p>
            <LevelMark level={row.level} filled={row.level !== 'none'} unknown={row.indeterminate} />{' '}
            {row.since !== null &&
              t('sinceFor', {
                time: formatTime(row.since, zone, 'datetime'),
                age: formatAge(nowMs - Date.parse(row.since)),
              })}
            {row.at !== null && ` · ${t('judgedAt', { time: formatTime(row.at, zone, 'datetime') })}`}
          </p>
          {row.indeterminate && <p className="hatch unknown-note">{t('indeterminate')}</p>}
          <RuleService of={row} onService={onService} nowMs={nowMs} />
        </header>
        <Explanation of={{ ...row, highest: row.level }} nowMs={nowMs} />
      </article>
    );
  }
  if (views.length === 0) {
    return isKnown ? (
      <StateNote state="empty" about={t('noRulesAbout')}>
        {t('noRules')}
      </StateNote>
    ) : (
      <Waiting words={t('waiting', { ns: 'shell' })} />
    );
  }
  return (
    <ul className="rule-list" aria-label={t('tab.rules')}>
      {views.slice(0, most).map((view) => (
        <RuleRow key={view.key} view={view} onSelect={() => onSelect(levelKey(view))} />
      ))}
      {views.length > most && (
        <li className="hidden-row">
          <Button onClick={() => setMost(most + RULES_AT_ONCE)}>
            {t('moreRules', { count: views.length - most })}
          </Button>
        </li>
      )}
    </ul>
  );
}
