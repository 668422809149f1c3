import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSessionStore } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { subjectName, titleOf } from './alarm-view.ts';
import { askingOf, newsSince, type Asking } from './news.ts';

/** However much comes in at once, one sentence in this time: a screen reader cannot be asked to skip the rest. */
const EVERY_MS = 3000;

const NOTHING: Asking = new Map();
const any = (): boolean => true;

/**
 * The newest sentence for screen readers on alarms of the session that begin to ask for an acknowledgement, or ask at a
 * higher level: the most urgent by name, how many more there are. Empty before the first one; it stays when they are fewer.
 * `concerns`: whether an alarm is of interest, the same function throughout; `atFirst`: whether what stood when the page was
 * opened is news.
 */
export function useNews(concerns: (alarm: WireAlarm) => boolean = any, atFirst = false): string {
  const { t } = useTranslation(['console', 'shell']);
  const store = useSessionStore();
  const told = useRef<Asking | null>(atFirst ? NOTHING : null);
  const [words, setWords] = useState('');
  const sentence = (first: WireAlarm, more: number): string => {
    const { plans, jurisdictions } = store.getState();
    return t(more === 0 ? 'announce.one' : 'announce.several', {
      time: formatTime(first.changedAt, zoneOf(jurisdictions, first.jurisdiction), 'clock'),
      level:
        first.class === 'plan'
          ? t(`level.${first.level === 'none' ? first.highest : first.level}`, { ns: 'shell' })
          : t(`class.${first.class}`),
      subject: text(subjectName({ plans, jurisdictions }, first.jurisdiction, first.subject)),
      title: text(titleOf(first, findRule(plans, first.plan, first.rule))),
      count: more,
    });
  };
  const listen = useEffectEvent((): void => {
    const { mode, alarms } = store.getState();
    if (mode === null) return;
    const present = [...alarms.values()].filter(concerns);
    const [first, ...more] = told.current === null ? [] : newsSince(told.current, present);
    told.current = askingOf(present);
    if (first !== undefined) setWords(sentence(first, more.length));
  });
  useEffect(() => {
    const timer = setInterval(() => listen(), EVERY_MS);
    listen();
    return () => clearInterval(timer);
  }, []);
  return words;
}
