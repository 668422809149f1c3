import { Button } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm, WireService } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { serviceKey } from '../session/state.ts';
import { LevelMark } from '../shared/index.ts';
import { subjectName, titleOf, type Places } from './alarm-view.ts';
import { serviceAge, suppressedOf } from './aside.ts';
import { refusalOfService, type RuleOn } from './commands/service.ts';

/** An alarm in a few words: its subject and what is wrong. */
export const shortly = (alarm: RuleOn & { readonly evidence?: WireAlarm['evidence'] }, places: Places): string =>
  [
    text(subjectName(places, alarm.jurisdiction, alarm.subject)),
    text(
      titleOf({ rule: alarm.rule, evidence: alarm.evidence ?? null }, findRule(places.plans, alarm.plan, alarm.rule)),
    ),
  ].join(' · ');

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
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <button type="button" className="quiet-button" onClick={() => onSelect(alarm.id)}>
              {shortly(alarm, places)}
              {alarm.shelvedUntil !== null &&
                ` · ${t('until', { time: formatTime(alarm.shelvedUntil, zoneOf(places.jurisdictions, alarm.jurisdiction), 'datetime') })}`}
              {alarm.shelvedReason !== null && ` · ${alarm.shelvedReason}`}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The alarms that others stand for, under those. */
function SuppressedList({ places, onSelect }: ListProps): ReactNode {
  const { t } = useTranslation('console');
  const alarms = useSession((state) => state.alarms);
  const [isOpen, setOpen] = useState(false);
  const groups = useMemo(() => suppressedOf(alarms), [alarms]);
  if (groups.length === 0) return null;
  return (
    <section className="shelved">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2>{t('suppressed.title', { count: groups.reduce((sum, { children }) => sum + children.length, 0) })}</h2>
        </summary>
        {(isOpen ? groups : []).map(({ parent, children }) => (
          <div key={children[0]?.suppressedBy}>
            <p className="faint">
              {parent === null
                ? t('suppressed.gone')
                : t('suppressed.by', { parent: shortly({ ...parent, evidence: null }, places) })}
            </p>
            <AlarmButtons alarms={children} places={places} onSelect={onSelect} />
          </div>
        ))}
      </details>
    </section>
  );
}

/** Alarms in a few words each, to be gone to. */
export function AlarmButtons({
  alarms,
  places,
  onSelect,
}: {
  readonly alarms: readonly WireAlarm[];
  readonly places: Places;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  return (
    <ul>
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <button type="button" className="quiet-button" onClick={() => onSelect(alarm.id)}>
            {shortly(alarm, places)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function ServiceLine({
  service,
  out,
  places,
  nowMs,
  onSelect,
  onPutBack,
}: ListProps & {
  readonly service: WireService;
  readonly out: NonNullable<WireService['out']>;
  readonly onPutBack: (of: RuleOn) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const { session } = useAccount();
  const alarms = useSession((state) => state.alarms);
  const key = serviceKey(service);
  const standing = [...alarms.values()].find((alarm) => serviceKey(alarm) === key);
  const { forMs, isDue } = serviceAge(out, nowMs);
  const refusal = refusalOfService(session, service.jurisdiction);
  const what = shortly(service, places);
  return (
    <li data-service={key}>
      <p>
        {standing?.class === 'plan' && <LevelMark level={standing.level} filled={false} />}{' '}
        {standing === undefined ? (
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
  if (services.size === 0) return null;
  return (
    <section className="shelved">
      <h2>{t('service.title', { count: services.size })}</h2>
      <ul>
        {[...services].map(([key, service]) =>
          service.out === null ? null : <ServiceLine key={key} {...props} service={service} out={service.out} />,
        )}
      </ul>
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
