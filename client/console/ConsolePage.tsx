import { Button, Input, Modal, Select, type InputRef } from 'antd';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useNow, useSession, useSessionStore } from '../session/context.tsx';
import { findRule, planName, zoneOf } from '../session/lookup.ts';
import { InterruptionCover } from '../shared/index.ts';
import { AlarmDetail, type CommandState } from './AlarmDetail.tsx';
import { AlarmList, idsInView } from './AlarmList.tsx';
import { BatchDialog } from './BatchDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { Corrections } from './Corrections.tsx';
import { Notices } from './Notices.tsx';
import { Recommendations } from './Recommendations.tsx';
import { RulesPanel } from './RulesPanel.tsx';
import { ShelveDialog } from './ShelveDialog.tsx';
import { SoundControl } from './SoundControl.tsx';
import { alarmRow, rowText, subjectName, titleOf } from './alarm-view.ts';
import { ConsoleTheme } from './antd-theme.tsx';
import { acknowledge, needsNote } from './commands/acknowledge.ts';
import { refusalOfPerson } from './commands/command.ts';
import { shelve } from './commands/shelve.ts';
import { unshelve } from './commands/unshelve.ts';
import { byUrgency, holdOrder, isAwaiting, isShelved, passes, type AlarmFilter } from './order.ts';
import { HOLDS, useHeldAlarms } from './use-held-alarms.ts';
import '../shared/desk.css';
import './console.css';

const CLASSES: readonly WireAlarm['class'][] = ['plan', 'quality', 'system'];
const NO_FILTER: AlarmFilter = { jurisdiction: null, plan: null, class: null, words: [] };

type Dialog =
  | { readonly kind: 'batch'; readonly alarms: readonly WireAlarm[] }
  | { readonly kind: 'shelve'; readonly alarm: WireAlarm }
  | { readonly kind: 'help' };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, [role=combobox]') !== null);

/** The shelved alarms, always in sight under the list while there are any. */
function ShelvedList({
  alarms,
  onSelect,
}: {
  readonly alarms: readonly WireAlarm[];
  readonly onSelect: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  if (alarms.length === 0) return null;
  return (
    <section className="shelved">
      <h2>{t('shelved', { count: alarms.length })}</h2>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <button type="button" className="quiet-button" onClick={() => onSelect(alarm.id)}>
              {text(subjectName({ plans, jurisdictions }, alarm.jurisdiction, alarm.subject))} ·{' '}
              {text(titleOf(alarm, findRule(plans, alarm.plan, alarm.rule)))}
              {alarm.shelvedUntil !== null &&
                ` · ${t('until', { time: formatTime(alarm.shelvedUntil, zoneOf(jurisdictions, alarm.jurisdiction), 'datetime') })}`}
              {alarm.shelvedReason !== null && ` · ${alarm.shelvedReason}`}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The console: alarms on the left, the selected one explained on the right. */
function Console(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const store = useSessionStore();
  const { session: person } = useAccount();
  const alarms = useSession((state) => state.alarms);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const mode = useSession((state) => state.mode);
  const nowMs = useNow();
  const places = useMemo(() => ({ plans, jurisdictions }), [plans, jurisdictions]);

  const [params, setParams] = useSearchParams();
  const selectedId = params.get('alarm');
  const ruleKey = params.get('rule');
  const [filter, setFilter] = useState(NO_FILTER);
  const [words, setWords] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [seen, setSeen] = useState<WireAlarm | null>(null);
  const [lastKnown, setLastKnown] = useState<WireAlarm | null>(null);
  const [note, setNote] = useState('');
  const [command, setCommand] = useState<CommandState>(null);

  const noteField = useRef<InputRef | null>(null);
  const searchField = useRef<InputRef | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);

  const sorted = useMemo(() => [...alarms.values()].filter((alarm) => !isShelved(alarm)).sort(byUrgency), [alarms]);
  const shelved = useMemo(() => [...alarms.values()].filter(isShelved).sort(byUrgency), [alarms]);
  const hold = useHeldAlarms(sorted);
  const whole = {
    ...filter,
    words: words
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
  };
  const isShown = (alarm: WireAlarm): boolean => passes(alarm, whole, (one) => rowText(alarmRow(one, places, 0)));
  const list = holdOrder(
    sorted.filter(isShown),
    hold.held?.map((alarm) => alarms.get(alarm.id) ?? alarm).filter(isShown) ?? null,
  );
  const hidden = sorted.filter((alarm) => isAwaiting(alarm) && !isShown(alarm)).length;

  // The selected alarm stays on the screen after it is over; what the operator saw when selecting is kept beside it.
  const present = selectedId === null ? undefined : alarms.get(selectedId);
  if (present !== undefined && present !== lastKnown) setLastKnown(present);
  const selected = present ?? (lastKnown?.id === selectedId ? lastKnown : null);
  if (selected !== null && seen?.id !== selected.id) {
    setSeen(selected);
    setNote('');
    setCommand(null);
  }

  const select = (id: string | null): void => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete('rule');
        if (id === null) next.delete('alarm');
        else next.set('alarm', id);
        return next;
      },
      { replace: true },
    );
  };
  const openRule = (key: string | null): void => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete('alarm');
        if (key === null) next.delete('rule');
        else next.set('rule', key);
        return next;
      },
      { replace: true },
    );
  };

  const focusRow = (id: string): void => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-alarm="${CSS.escape(id)}"]`);
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  const move = (by: 1 | -1): void => {
    const ids = list.rows.map(({ alarm }) => alarm.id);
    const at = selectedId === null ? -1 : ids.indexOf(selectedId);
    const next = ids[at === -1 ? (by === 1 ? 0 : ids.length - 1) : at + by];
    if (next === undefined) return;
    select(next);
    focusRow(next);
  };

  const run = (reply: Promise<AlarmReply>): void => {
    setCommand('busy');
    void reply.then((answer) => {
      setCommand(answer);
      if (!answer.ok) return;
      setSeen((now) => (now?.id === answer.alarm.id ? answer.alarm : now));
      setNote('');
      // The note's field goes away with the need for it; the keys go on from the row.
      focusRow(answer.alarm.id);
    });
  };
  const acknowledgeSelected = (): void => {
    if (selected === null || seen === null || acknowledge.refusal(selected, person) !== null) return;
    // A change that the operator has not looked at is never acknowledged, nor sent.
    if (command === 'busy' || seen.revision !== selected.revision) return;
    if (needsNote(seen) && note.trim() === '') noteField.current?.focus();
    else run(acknowledge.send(store, seen, { note }));
  };
  const openShelve = (): void => {
    if (selected !== null && shelve.refusal(selected, person) === null) setDialog({ kind: 'shelve', alarm: selected });
  };
  const unshelveSelected = (): void => {
    if (selected !== null && unshelve.refusal(selected, person) === null) run(unshelve.send(store, selected, null));
  };
  const personRefused = refusalOfPerson(person, null);
  const openBatch = (ids: Iterable<string>): void => {
    if (personRefused !== null) return;
    const wanted = new Set(ids);
    const found = list.rows.flatMap(({ alarm, gone }) =>
      !gone && wanted.has(alarm.id) && isAwaiting(alarm) ? [alarm] : [],
    );
    if (found.length > 0) setDialog({ kind: 'batch', alarms: found });
  };
  const openPage = (): void => {
    if (scroller.current !== null) openBatch(idsInView(scroller.current));
  };
  const refusalWords = personRefused === null ? null : t(`refusal.${personRefused}`);

  const togglePicked = (id: string): void => {
    setPicked((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (dialog !== null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && event.target instanceof HTMLElement) {
        event.target.blur();
        if (selectedId !== null) focusRow(selectedId);
      }
      return;
    }
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      [acknowledge.key]: acknowledgeSelected,
      [shelve.key]: openShelve,
      [unshelve.key]: unshelveSelected,
      n: () => noteField.current?.focus(),
      v: () => {
        if (selected !== null) setSeen(selected);
      },
      p: openPage,
      r: hold.renew,
      x: () => {
        if (selected !== null && isAwaiting(selected)) togglePicked(selected.id);
      },
      '/': () => searchField.current?.focus(),
      '?': () => setDialog({ kind: 'help' }),
      Escape: () => select(null),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  const pickedShown = list.rows.filter(({ alarm, gone }) => !gone && picked.has(alarm.id) && isAwaiting(alarm));
  const awaiting = sorted.filter(isAwaiting).length;

  return (
    <div className="desk console">
      <Recommendations />
      <Notices />
      <Corrections />
      <div className="console-columns" {...hold.focus}>
        <section className="panel console-left" aria-label={t('alarms')}>
          <header className="console-head">
            <h1>{t('alarms')}</h1>
            <span className="faint">{t('counts', { awaiting, total: sorted.length, shelved: shelved.length })}</span>
            <SoundControl />
            <Link className="quiet-button" to="/reports">
              {t('nav.reports', { ns: 'shell' })}
            </Link>
            <Button onClick={() => setDialog({ kind: 'help' })}>
              {t('help.short')} <kbd>?</kbd>
            </Button>
          </header>
          <div className="console-tools">
            <Input
              ref={searchField}
              allowClear
              value={words}
              placeholder={t('search')}
              aria-label={t('search')}
              onChange={(event) => setWords(event.target.value)}
            />
            <Select<string | null>
              value={filter.jurisdiction}
              aria-label={t('filter.jurisdiction')}
              options={[
                { value: null, label: t('filter.allJurisdictions') },
                ...jurisdictions.map((one) => ({ value: one.id, label: text(one.name) })),
              ]}
              onChange={(jurisdiction) => setFilter({ ...filter, jurisdiction })}
            />
            <Select<string | null>
              value={filter.plan}
              aria-label={t('filter.plan')}
              options={[
                { value: null, label: t('filter.allPlans') },
                ...[...plans.values()].map((plan) => ({
                  value: plan.id,
                  label: text(planName(plan, plans.values(), jurisdictions)),
                })),
              ]}
              onChange={(plan) => setFilter({ ...filter, plan })}
            />
            <Select<WireAlarm['class'] | null>
              value={filter.class}
              aria-label={t('filter.class')}
              options={[
                { value: null, label: t('filter.allClasses') },
                ...CLASSES.map((one) => ({ value: one, label: t(`class.${one}`) })),
              ]}
              onChange={(one) => setFilter({ ...filter, class: one })}
            />
          </div>
          <div className="console-batch">
            <Button
              disabled={refusalWords !== null || pickedShown.length === 0}
              title={refusalWords ?? ''}
              onClick={() => openBatch(pickedShown.map(({ alarm }) => alarm.id))}
            >
              {t('batch.selected', { count: pickedShown.length })}
            </Button>
            <Button disabled={refusalWords !== null || awaiting === 0} title={refusalWords ?? ''} onClick={openPage}>
              {t('batch.page')} <kbd>p</kbd>
            </Button>
            {refusalWords !== null && <span className="faint">{refusalWords}</span>}
            {hidden > 0 && <strong className="urgent">{t('hidden', { count: hidden })}</strong>}
          </div>
          <div className="console-list" {...hold.pointer} {...HOLDS}>
            {list.fresh.length > 0 && (
              <Button className="fresh" type="primary" onClick={hold.renew}>
                {t('fresh', {
                  count: list.fresh.length,
                  level: t(`grade.${list.fresh[0]?.level ?? 'none'}`, { ns: 'shell' }),
                })}{' '}
                <kbd>r</kbd>
              </Button>
            )}
            {list.rows.length === 0 ? (
              <p className="page-note">
                {mode === null ? t('waiting', { ns: 'shell' }) : t(sorted.length === 0 ? 'noAlarms' : 'noMatch')}
              </p>
            ) : (
              <AlarmList
                rows={list.rows}
                places={places}
                nowMs={nowMs}
                selectedId={selectedId}
                picked={picked}
                scroller={scroller}
                onSelect={select}
                onPick={togglePicked}
              />
            )}
          </div>
          <ShelvedList alarms={shelved} onSelect={select} />
        </section>
        <section className="panel console-right">
          <nav className="tabs" aria-label={t('tab.label')}>
            <button type="button" aria-pressed={selectedId !== null} disabled={selectedId === null}>
              {t('tab.alarm')}
            </button>
            <button type="button" aria-pressed={selectedId === null} onClick={() => openRule(null)}>
              {t('tab.rules')}
            </button>
          </nav>
          <div className="console-right-body" key={selectedId ?? ruleKey ?? 'rules'}>
            {selectedId === null ? (
              <RulesPanel selected={ruleKey} onSelect={openRule} nowMs={nowMs} />
            ) : selected === null || seen === null ? (
              <p className="page-note">
                {t(mode === null ? 'waiting' : 'notActive', mode === null ? { ns: 'shell' } : {})}
              </p>
            ) : (
              <AlarmDetail
                key={selected.id}
                alarm={selected}
                seen={seen}
                isGone={present === undefined}
                nowMs={nowMs}
                noteField={noteField}
                note={note}
                onNote={setNote}
                command={command}
                actions={{
                  onAcknowledge: acknowledgeSelected,
                  onShelve: openShelve,
                  onUnshelve: unshelveSelected,
                  onSeen: () => setSeen(selected),
                }}
              />
            )}
          </div>
        </section>
      </div>
      {dialog?.kind === 'batch' && (
        <BatchDialog
          alarms={dialog.alarms}
          places={places}
          nowMs={nowMs}
          onClose={() => {
            setDialog(null);
            setPicked(new Set());
          }}
        />
      )}
      {dialog?.kind === 'shelve' && (
        <ShelveDialog
          alarm={dialog.alarm}
          places={places}
          nowMs={nowMs}
          onSend={async (input) => {
            const answer = await shelve.send(store, dialog.alarm, input);
            if (answer.ok) setSeen(answer.alarm);
            return answer;
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog?.kind === 'help' && (
        <Modal open centered footer={null} title={t('help.title')} onCancel={() => setDialog(null)}>
          <HelpDialog />
        </Modal>
      )}
      <InterruptionCover />
    </div>
  );
}

/** The page for those who sit with it for twelve hours. */
export function ConsolePage(): ReactNode {
  return (
    <ConsoleTheme>
      <Console />
    </ConsoleTheme>
  );
}
