import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSessionStore } from '../session/context.tsx';
import { findRule, zoneOf } from '../session/lookup.ts';
import { subjectName, titleOf } from './alarm-view.ts';
import { askingOf, newsSince, type Asking } from './news.ts';

/** However much comes in at once, one sentence in this time: a screen reader cannot be asked to skip the rest. */
const EVERY_MS = 3000;

/**
 * Tells screen readers of alarms that begin to ask for an acknowledgement, or ask at a higher level: the most urgent by
 * name, how many more there are. What stood when the page was opened is on the page and is not told.
 */
export function Announcer(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const store = useSessionStore();
  const told = useRef<Asking | null>(null);
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
    const [first, ...more] = told.current === null ? [] : newsSince(told.current, alarms.values());
    told.current = askingOf(alarms.values());
    if (first !== undefined) setWords(sentence(first, more.length));
  });
  useEffect(() => {
    const timer = setInterval(() => listen(), EVERY_MS);
    listen();
    return () => clearInterval(timer);
  }, []);
  return <output className="sr-only console-news">{words}</output>;
}
