import { Button } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { LevelMark } from '../shared/index.ts';
import { subjectName, titleOf, type Places } from './alarm-view.ts';
import {
  countChildren,
  serviceAge,
  serviceRows,
  suppressedOf,
  suppressedRows,
  withParent,
  type ServiceRow,
} from './aside.ts';
import { refusalOfService, type RuleOn } from './commands/service.ts';
import { portionOf, WINDOW } from './rows.ts';

/** An alarm in a few words: its subject and what is wrong. */
export const shortly = (alarm: RuleOn & { readonly evidence?: WireAlarm['evidence'] }, places: Places): string =>
  [
    text(subjectName(places, alarm.jurisdiction, alarm.subject)),
    text(
      titleOf({ rule: alarm.rule, evidence: alarm.evidence ?? null }, findRule(places.plans, alarm.plan, alarm.rule)),
    ),
  ].join(' · ');

/** A list of which a part is drawn; it says how many stand above and below that part, and goes there. */
function PartList<T>({
  rows,
  count = (part) => part.length,
  children,
}: {
  readonly rows: readonly T[];
  /** How many some of the rows count as. */
  readonly count?: (rows: readonly T[]) => number;
  /** Draws the rows that are drawn, each as an item of the list. */
  readonly children: (rows: readonly T[]) => ReactNode;
}): ReactNode {
  const { t } = useTranslation('console');
  const [wanted, setStart] = useState(0);
  const { start, above, below, ...part } = portionOf(rows, wanted);
  const behind = (where: 'above' | 'below', hidden: readonly T[], to: number): ReactNode => {
    const many = count(hidden);
    return (
      many > 0 && (
        <li>
          <button type="button" className="quiet-button" onClick={() => setStart(to)}>
            {t(`aside.${where}`, { count: many })}
          </button>
        </li>
      )
    );
  };
  return (
    <ul>
      {behind('above', above, start - WINDOW / 2)}
      {children(part.rows)}
      {behind('below', below, start + WINDOW / 2)}
    </ul>
  );
}

interface ListProps {
  readonly places: Places;
  readonly nowMs: number;
  readonly onSelect: (id: string) => void;
}

/** The shelved alarms, always in sight under the list while there are any. */
function ShelvedList({ alarms, places, onSelect }: ListProps & { readonly alarms: readonly WireAlarm[] }): ReactNode {
  const { t } = useTranslation('console');
  if (alarms.length === 0) return null;
  return (
    <section className="shelved">
      <h2>{t('shelved', { count: alarms.length })}</h2>
      <PartList rows={alarms}>
        {(part) =>
          part.map((alarm) => (
            <li key={alarm.id}>
              <button type="button" className="quiet-button" onClick={() => onSelect(alarm.id)}>
                {shortly(alarm, places)}
                {alarm.shelvedUntil !== null &&
                  ` · ${t('until', { time: formatTime(alarm.shelvedUntil, zoneOf(places.jurisdictions, alarm.jurisdiction), 'datetime') })}`}
                {alarm.shelvedReason !== null && ` · ${alarm.shelvedReason}`}
              </button>
            </li>
          ))
        }
      </PartList>
    </section>
  );
}

/** The alarms that others stand for, under those. */
function SuppressedList({ places, onSelect }: ListProps): ReactNode {
  const { t } = useTranslation('console');
  const alarms = useSession((state) => state.alarms);
  const [isOpen, setOpen] = useState(false);
  const rows = useMemo(() => suppressedRows(suppressedOf(alarms)), [alarms]);
  if (rows.length === 0) return null;
  return (
    <section className="shelved">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2>{t('suppressed.title', { count: countChildren(rows) })}</h2>
        </summary>
        {isOpen && (
          <PartList rows={rows} count={countChildren}>
            {(part) =>
              withParent(part).map((row) =>
                row.kind === 'parent' ? (
                  <li key={`for ${row.of.children[0]?.id ?? ''}`} className="faint">
                    {row.of.parent === null
                      ? t('suppressed.gone')
                      : t('suppressed.by', { parent: shortly({ ...row.of.parent, evidence: null }, places) })}
                  </li>
                ) : (
                  <AlarmButton key={row.alarm.id} alarm={row.alarm} places={places} onSelect={onSelect} />
                ),
              )
            }
          </PartList>
        )}
      </details>
    </section>
  );
}

function AlarmButton({ alarm, places, onSelect }: Omit<ListProps, 'nowMs'> & { readonly alarm: WireAlarm }): ReactNode {
  return (
    <li>
      <button type="button" className="quiet-button" onClick={() => onSelect(alarm.id)}>
        {shortly(alarm, places)}
      </button>
    </li>
  );
}

/** Alarms in a few words each, to be gone to. */
export function AlarmButtons({
  alarms,
  places,
  onSelect,
}: Omit<ListProps, 'nowMs'> & { readonly alarms: readonly WireAlarm[] }): ReactNode {
  return (
    <PartList rows={alarms}>
      {(part) => part.map((alarm) => <AlarmButton key={alarm.id} alarm={alarm} places={places} onSelect={onSelect} />)}
    </PartList>
  );
}

function ServiceLine({
  row: { key, service, out, standing },
  places,
  nowMs,
  onSelect,
  onPutBack,
}: ListProps & {
  readonly row: ServiceRow;
  readonly onPutBack: (of: RuleOn) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const { session } = useAccount();
  const { forMs, isDue } = serviceAge(out, nowMs);
  const refusal = refusalOfService(session, service.jurisdiction);
  const what = shortly(service, places);
  return (
    <li data-service={key}>
      <p>
        {standing?.class === 'plan' && <LevelMark level={standing.level} filled={false} />}{' '}
        {standing === null ? (
          what
        ) : (
          <button type="button" className="quiet-button" onClick={() => onSelect(standing.id)}>
            {what}
          </button>
        )}{' '}
        <Button
          size="small"
          disabled={refusal !== null}
          title={refusal === null ? '' : t(`refusal.${refusal}`)}
          onClick={() => onPutBack(service)}
        >
          {t('service.back')}
        </Button>
      </p>
      <p className="faint">
        {t('service.line', {
          name: out.by,
          time: formatTime(out.at, zoneOf(places.jurisdictions, service.jurisdiction), 'datetime'),
          age: formatAge(forMs),
          reason: out.reason,
        })}
      </p>
      {isDue && <strong className="urgent">{t('service.due')}</strong>}
    </li>
  );
}

/** What is out of service, whether it stands or not: who, since when, why, and when it is time to look at it again. */
function ServiceList(props: ListProps & { readonly onPutBack: (of: RuleOn) => void }): ReactNode {
  const { t } = useTranslation('console');
  const services = useSession((state) => state.outOfService);
  const alarms = useSession((state) => state.alarms);
  const rows = useMemo(() => serviceRows(services, alarms), [services, alarms]);
  if (rows.length === 0) return null;
  return (
    <section className="shelved">
      <h2>{t('service.title', { count: rows.length })}</h2>
      <PartList rows={rows}>{(part) => part.map((row) => <ServiceLine key={row.key} {...props} row={row} />)}</PartList>
    </section>
  );
}

/** Whatever is not on the live list, under it: shelved, suppressed by design, out of service. */
export function AsideLists({
  shelved,
  onPutBack,
  ...props
}: ListProps & {
  readonly shelved: readonly WireAlarm[];
  readonly onPutBack: (of: RuleOn) => void;
}): ReactNode {
  return (
    <>
      <ShelvedList {...props} alarms={shelved} />
      <SuppressedList {...props} />
      <ServiceList {...props} onPutBack={onPutBack} />
    </>
  );
}
