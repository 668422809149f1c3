import type { ReactNode } from 'react';
import type { WireRecord } from '../../server/wire/history.ts';
import { roleWord } from '../cases/words.ts';
import { timelineOf, type TimelineEntry } from './timeline.ts';
import { alarmWords, levelWords, planOf, timeWords, type WordSource } from './words.ts';
import './timeline.css';

interface Props {
  readonly words: WordSource;
  readonly record: WireRecord;
}

const Said = ({ text }: { readonly text: string | null }): ReactNode =>
  text !== null && text !== '' && <q className="timeline-said">{text}</q>;

/** One entry of what happened to an alarm. */
function EntryWords({ words, record, entry }: Props & { readonly entry: TimelineEntry }): ReactNode {
  const { t } = words;
  const level = (of: WireRecord['level']): string => levelWords(words, record.plan, of);
  const time = (at: string): string => timeWords(words, record.jurisdiction, at);
  switch (entry.what) {
    case 'raised':
    case 'reraised':
    case 'level-raised':
    case 'level-lowered': {
      const said = t(`history:detail.${entry.what}`, {
        level: record.class === 'plan' ? level(entry.level) : t(`console:class.${record.class}`),
      });
      return entry.what === 'raised' && time(record.knownAt) !== time(record.at)
        ? `${said} (${t('history:detail.knownLater', { time: time(record.knownAt) })})`
        : said;
    }
    case 'acknowledged':
      return (
        <>
          {t('history:detail.acknowledged', { name: entry.by })}
          <Said text={entry.note} />
        </>
      );
    case 'commented':
      return (
        <>
          {t('history:detail.commented', { name: entry.by })}
          <Said text={entry.text} />
        </>
      );
    case 'assigned': {
      const { by, to } = entry;
      if (to === null) return t('history:detail.assignedNobody', { name: by });
      if (to.kind === 'person' && to.name === by) return t('history:detail.taken', { name: by });
      const who = to.kind === 'person' ? to.name : roleWord(t, planOf(words, record.plan), to.role);
      return t('history:detail.assigned', { name: by, who });
    }
    case 'out-of-service':
      return t('history:detail.out-of-service', { name: entry.by, reason: entry.reason });
    case 'in-service':
      return (
        <>
          {t('history:detail.in-service', { name: entry.by })}
          <Said text={entry.note} />
        </>
      );
    case 'suppressed':
      return entry.of === null
        ? t('history:detail.suppressedByOne')
        : t('history:detail.suppressed', { parent: alarmWords(words, entry.of) });
    case 'shelved':
      return t('history:detail.shelved', { name: entry.by, time: time(entry.until), reason: entry.reason });
    case 'unshelved':
      return entry.by === null ? t('history:detail.unshelvedAlone') : t('history:detail.unshelved', { name: entry.by });
    case 'escalated':
      return t('history:detail.escalated', { role: roleWord(t, planOf(words, record.plan), entry.to) });
    case 'unsuppressed':
    case 'returned':
    case 'ended':
      return t(`history:detail.${entry.what}`);
    case 'correction':
      return t('history:detail.correction', {
        time: time(entry.of),
        was: level(entry.was),
        now: level(entry.now),
      });
  }
}

/** What happened to an alarm, the first first. */
export function Timeline({ words, record }: Props): ReactNode {
  return (
    <ol className="timeline" aria-label={words.t('history:detail.label')}>
      {timelineOf(record).map((entry, i) => (
        <li key={i} data-what={entry.what}>
          <time dateTime={entry.at}>{timeWords(words, record.jurisdiction, entry.at)}</time>
          <span>
            <EntryWords words={words} record={record} entry={entry} />
          </span>
        </li>
      ))}
    </ol>
  );
}
