import { Button, Input, Modal, Select, type InputRef } from 'antd';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { chattering, floodAt } from '../../server/model/floods.ts';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useNow, useSession, useSessionStore } from '../session/context.tsx';
import { planName } from '../session/lookup.ts';
import { serviceKey } from '../session/state.ts';
import { isTurnedOff } from '../shared/character-keys.ts';
import { InterruptionCover, NoAlarms, StateNote, Waiting } from '../shared/index.ts';
import { AlarmDetail, type CommandState } from './AlarmDetail.tsx';
import { AlarmList, idsInView } from './AlarmList.tsx';
import { Announcer } from './Announcer.tsx';
import { AsideLists } from './AsideLists.tsx';
import { AssignDialog } from './AssignDialog.tsx';
import { BatchDialog } from './BatchDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { Corrections } from './Corrections.tsx';
import { Escalated } from './Escalated.tsx';
import { FloodBanner } from './FloodBanner.tsx';
import { Notices } from './Notices.tsx';
import { Recommendations } from './Recommendations.tsx';
import { RulesPanel } from './RulesPanel.tsx';
import { ServiceDialog } from './ServiceDialog.tsx';
import { ShelveDialog } from './ShelveDialog.tsx';
import { SoundControl } from './SoundControl.tsx';
import { alarmRow, rowText } from './alarm-view.ts';
import { ConsoleTheme } from './antd-theme.tsx';
import { acknowledge, needsNote } from './commands/acknowledge.ts';
import { assign } from './commands/assign.ts';
import { refusalOfPerson } from './commands/command.ts';
import { comment } from './commands/comment.ts';
import { putBack, refusalOfService, SERVICE_KEY, takeOut, type RuleOn } from './commands/service.ts';
import { shelve } from './commands/shelve.ts';
import { unshelve } from './commands/unshelve.ts';
import { byUrgency, holdOrder, isAside, isAwaiting, passes, type AlarmFilter } from './order.ts';
import { groupedByCause, groupId, startFor, ungrouped, windowOf, WINDOW } from './rows.ts';
import { HOLDS, useHeldAlarms } from './use-held-alarms.ts';
import '../shared/desk.css';
import './console.css';

const CLASSES: readonly WireAlarm['class'][] = ['plan', 'quality', 'system'];
const NO_FILTER: AlarmFilter = { jurisdiction: null, plan: null, class: null, words: [] };

type Dialog =
  | { readonly kind: 'batch'; readonly alarms: readonly WireAlarm[] }
  | { readonly kind: 'shelve'; readonly alarm: WireAlarm }
  | { readonly kind: 'assign'; readonly alarm: WireAlarm }
  /** `alarm`: what stands there as the operator saw it, or null. */
  | { readonly kind: 'service'; readonly of: RuleOn; readonly alarm: WireAlarm | null }
  | { readonly kind: 'help' };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, [role=combobox]') !== null);

/** In the place of a list without rows. `aside`: alarms that stand and are not in the list. */
function Nothing({ isMatchless, aside }: { readonly isMatchless: boolean; readonly aside: number }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  const jurisdictions = useSession((state) => state.jurisdictions);
  if (!isKnown) return <Waiting words={t('waiting', { ns: 'shell' })} />;
  if (isMatchless) return <StateNote state="empty">{t('noMatch')}</StateNote>;
  return <NoAlarms jurisdictions={jurisdictions} aside={aside} />;
}

/** In the place of an alarm that the address names and that does not stand. */
function NotHere({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const isKnown = useSession((state) => state.mode !== null);
  if (!isKnown) return <Waiting words={t('waiting', { ns: 'shell' })} />;
  return (
    <StateNote
      state="empty"
      about={
        <Link to={{ pathname: '/history', search: new URLSearchParams({ text: id }).toString() }}>
          {t('inHistory', { id })}
        </Link>
      }
    >
      {t('notActive')}
    </StateNote>
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
  const [isGrouped, setGrouped] = useState(false);
  const [openGroups, setOpenGroups] = useState<ReadonlySet<string>>(new Set());
  /** The row of a group that is selected, or null: then it is the alarm of the address. */
  const [groupAt, setGroupAt] = useState<string | null>(null);
  /** The first row that is drawn. */
  const [start, setStart] = useState(0);

  const noteField = useRef<InputRef | null>(null);
  const searchField = useRef<InputRef | null>(null);
  const scroller = useRef<HTMLDivElement | null>(null);
  const alarmsPart = useRef<HTMLElement | null>(null);
  const explainedPart = useRef<HTMLElement | null>(null);

  const sorted = useMemo(() => [...alarms.values()].filter((alarm) => !isAside(alarm)).sort(byUrgency), [alarms]);
  const shelved = useMemo(
    () => [...alarms.values()].filter(({ state }) => state === 'shelved').sort(byUrgency),
    [alarms],
  );
  const suppressed = useMemo(() => [...alarms.values()].filter(({ state }) => state === 'suppressed').length, [alarms]);
  const services = useSession((state) => state.outOfService);
  const calls = useSession((state) => state.calls);
  const flood = useMemo(
    () =>
      floodAt(
        calls.map(({ at }) => at),
        nowMs,
      ),
    [calls, nowMs],
  );
  const restless = useMemo(() => chattering(calls, nowMs), [calls, nowMs]);
  const firstOut = flood === null ? null : (calls[flood.firstOut]?.alarm ?? null);
  const hold = useHeldAlarms(sorted);
  // Thousands of alarms are gone through when they change, not with every second and every key.
  const { held } = hold;
  const { list, hidden } = useMemo(() => {
    const whole = {
      ...filter,
      words: words
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ''),
    };
    const isShown = (alarm: WireAlarm): boolean => passes(alarm, whole, (one) => rowText(alarmRow(one, places, 0)));
    return {
      list: holdOrder(
        sorted.filter(isShown),
        held?.map((alarm) => alarms.get(alarm.id) ?? alarm).filter(isShown) ?? null,
      ),
      hidden: sorted.filter((alarm) => isAwaiting(alarm) && !isShown(alarm)).length,
    };
  }, [alarms, filter, held, places, sorted, words]);

  // In a flood the list is by cause, from when its order is not held: nothing moves under the pointer.
  const isFlood = flood !== null;
  if (held === null && isGrouped !== isFlood) setGrouped(isFlood);
  const rows = useMemo(
    () => (isGrouped ? groupedByCause(list.rows, places, openGroups) : ungrouped(list.rows)),
    [isGrouped, list, openGroups, places],
  );
  const drawn = useMemo(() => windowOf(rows, start), [rows, start]);
  const renew = (): void => {
    hold.renew();
    setGrouped(isFlood);
    setStart(0);
  };
  const toggleGroup = (key: string): void => {
    setOpenGroups((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  };
  const marksOf = (alarm: WireAlarm): readonly string[] => [
    ...(alarm.id === firstOut ? [t('flood.firstOut')] : []),
    ...(restless.has(serviceKey(alarm)) ? [t('chattering')] : []),
  ];

  // The selected alarm stays on the screen after it is over; what the operator saw when selecting is kept beside it.
  const present = selectedId === null ? undefined : alarms.get(selectedId);
  if (present !== undefined && present !== lastKnown) setLastKnown(present);
  const selected = present ?? (lastKnown?.id === selectedId ? lastKnown : null);
  if (selected !== null && seen?.id !== selected.id) {
    setSeen(selected);
    setNote('');
    setCommand(null);
  }

  const cursor = groupAt ?? selectedId;
  const select = (row: string | null): void => {
    const isGroup = row?.startsWith(groupId('')) ?? false;
    const id = isGroup ? null : row;
    setGroupAt(isGroup ? row : null);
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        next.delete('rule');
        if (id === null) next.delete('alarm');
        else next.set('alarm', id);
        return next;
      },
      // A key is answered before whatever else comes in: in a storm of alarms a transition would wait for its end.
      { replace: true, flushSync: true },
    );
  };
  /** For whoever points: in a small window what explains a row stands under the list. Where both are in sight nothing moves. */
  const selectAndShow = (row: string): void => {
    select(row);
    if (!row.startsWith(groupId(''))) explainedPart.current?.scrollIntoView();
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
    explainedPart.current?.scrollIntoView();
  };

  /** To the row, or to the part around the list when it has no such row now: there the focus holds no order. */
  const focusRow = (id: string | null): void => {
    const row =
      id === null
        ? null
        : scroller.current?.querySelector<HTMLElement>(
            id.startsWith(groupId(''))
              ? `[data-group="${CSS.escape(id.slice(groupId('').length))}"]`
              : `[data-alarm="${CSS.escape(id)}"]`,
          );
    (row ?? alarmsPart.current)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  const move = (by: 1 | -1): void => {
    // From an alarm in a group that is closed the way goes on from the group.
    const at = rows.findIndex(
      (row) =>
        row.id === cursor ||
        (row.kind === 'group' && !row.group.isOpen && row.group.rows.some(({ alarm }) => alarm.id === cursor)),
    );
    const index = at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by;
    const next = rows[index];
    if (next === undefined) return;
    const from = startFor(index, drawn.start);
    if (from !== drawn.start) flushSync(() => setStart(from));
    select(next.id);
    focusRow(next.id);
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
  /** What was said of it moves no revision, so what the operator has seen stays what he has seen. */
  const remark = (reply: Promise<AlarmReply>): void => {
    setCommand('busy');
    void reply.then((answer) => {
      setCommand(answer);
      if (answer.ok) focusRow(answer.alarm.id);
    });
  };
  const commentSelected = (): void => {
    if (selected === null || command === 'busy' || note.trim() === '') return;
    if (comment.refusal(selected, person) !== null) return;
    remark(
      comment.send(store, selected, { text: note }).then((answer) => {
        if (answer.ok) setNote('');
        return answer;
      }),
    );
  };
  const takeSelected = (): void => {
    if (selected === null || person === null || command === 'busy') return;
    if (assign.refusal(selected, person) !== null) return;
    remark(assign.send(store, selected, { to: { kind: 'person', name: person.name } }));
  };
  const openAssign = (): void => {
    if (selected !== null && assign.refusal(selected, person) === null) setDialog({ kind: 'assign', alarm: selected });
  };
  /** For a rule on a subject; what stands there is what the operator last looked at. */
  const openService = (of: RuleOn): void => {
    if (refusalOfService(person, of.jurisdiction) !== null) return;
    const standing = [...alarms.values()].find((alarm) => serviceKey(alarm) === serviceKey(of));
    const looked = seen !== null && seen.id === standing?.id ? seen : standing;
    setDialog({ kind: 'service', of, alarm: looked ?? null });
  };
  const openServiceSelected = (): void => {
    if (selected !== null && present !== undefined) openService(selected);
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
    if (scroller.current === null) return;
    const ids = idsInView(scroller.current);
    // In a small window the list may be out of sight: it is looked at before anything in it is acknowledged.
    if (ids.length === 0) scroller.current.scrollIntoView();
    else openBatch(ids);
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
      if (event.key === 'Escape') focusRow(selectedId);
      return;
    }
    if (isTurnedOff(event)) return;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      [acknowledge.key]: acknowledgeSelected,
      [shelve.key]: openShelve,
      [unshelve.key]: unshelveSelected,
      [comment.key]: () => noteField.current?.focus(),
      [assign.key]: takeSelected,
      [SERVICE_KEY]: openServiceSelected,
      v: () => {
        if (selected !== null) setSeen(selected);
      },
      p: openPage,
      r: renew,
      x: () => {
        if (selected !== null && isAwaiting(selected)) togglePicked(selected.id);
      },
      '/': () => searchField.current?.focus(),
      '?': () => setDialog({ kind: 'help' }),
      Escape: () => {
        // What explains the alarm goes away, and the focus must not go with it.
        focusRow(cursor);
        select(null);
      },
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
      <Announcer />
      <Escalated />
      <Recommendations />
      <Notices />
      <Corrections />
      <div className="console-columns" {...hold.focus}>
        <section className="panel console-left" aria-label={t('alarms')} ref={alarmsPart} tabIndex={-1}>
          <header className="console-head">
            <h1>{t('alarms')}</h1>
            <span className="faint">
              {mode !== null &&
                t('counts', {
                  awaiting,
                  total: sorted.length,
                  shelved: shelved.length,
                  suppressed,
                  out: services.size,
                })}
            </span>
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
          {flood !== null && (
            <FloodBanner
              flood={flood}
              first={firstOut === null ? null : (alarms.get(firstOut) ?? null)}
              isGrouped={isGrouped}
              places={places}
              onSelect={selectAndShow}
            />
          )}
          <div className="console-list" {...hold.pointer} {...HOLDS}>
            {list.fresh.length > 0 && (
              <Button className="fresh" type="primary" onClick={renew}>
                {t('fresh', {
                  count: list.fresh.length,
                  level: t(`grade.${list.fresh[0]?.level ?? 'none'}`, { ns: 'shell' }),
                })}{' '}
                <kbd>r</kbd>
              </Button>
            )}
            {list.rows.length === 0 ? (
              <Nothing isMatchless={sorted.length > 0} aside={alarms.size - sorted.length} />
            ) : (
              <AlarmList
                window={drawn}
                marksOf={marksOf}
                onToggle={toggleGroup}
                onShow={(where) => setStart(drawn.start + (where === 'below' ? WINDOW / 2 : -WINDOW / 2))}
                places={places}
                nowMs={nowMs}
                selectedId={cursor}
                picked={picked}
                scroller={scroller}
                onSelect={select}
                onPoint={selectAndShow}
                onPick={togglePicked}
              />
            )}
          </div>
          <AsideLists
            shelved={shelved}
            places={places}
            nowMs={nowMs}
            onSelect={selectAndShow}
            onPutBack={openService}
          />
        </section>
        <section className="panel console-right" ref={explainedPart}>
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
              <RulesPanel selected={ruleKey} onSelect={openRule} onService={openService} nowMs={nowMs} />
            ) : selected === null || seen === null ? (
              <NotHere id={selectedId} />
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
                  onComment: commentSelected,
                  onTake: takeSelected,
                  onAssign: openAssign,
                  onService: openServiceSelected,
                  onSelect: select,
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
      {dialog?.kind === 'assign' && (
        <AssignDialog
          alarm={dialog.alarm}
          places={places}
          nowMs={nowMs}
          onSend={(to) => assign.send(store, dialog.alarm, { to })}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog?.kind === 'service' && (
        <ServiceDialog
          of={dialog.of}
          alarm={dialog.alarm}
          isOut={services.has(serviceKey(dialog.of))}
          places={places}
          onSend={async (words) => {
            const answer = services.has(serviceKey(dialog.of))
              ? await putBack(store, dialog.of, words)
              : await takeOut(store, dialog.of, dialog.alarm?.revision ?? null, words);
            if (answer.ok && answer.alarm !== null) {
              const { alarm } = answer;
              setSeen((now) => (now?.id === alarm.id ? alarm : now));
            }
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
