import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { WireRecord } from '../../server/wire/history.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { fetchHistory } from '../history/api.ts';
import { notesOf } from '../history/timeline.ts';
import { Timeline } from '../history/Timeline.tsx';
import { useWords } from '../history/use-words.ts';
import { causeWords, happeningWords, levelWords, personWords, timeWords, type WordSource } from '../history/words.ts';
import { formatAge } from '../i18n/index.ts';
import { Failed, LevelMark, Outdated, StateNote, useAsked, Waiting, WideBox, type Loaded } from '../shared/index.ts';
import { aloneOf, earlierOf, HISTORY_DAYS, historyAddress, momentOf, questionOf, type EarlierRow } from './history.ts';

/** Whoever goes down the list with the keys asks nothing of the past: an alarm is asked about when the selection rests. */
const REST_MS = 300;
/** Earlier rows that are shown at first, and so many more at a time. */
const PAGE = 20;

/** What became of a question where it is no answer yet. */
function Unanswered({ loaded }: { readonly loaded: Loaded<unknown> }): ReactNode {
  if (loaded.kind === 'ready') return null;
  return loaded.kind === 'loading' ? (
    <Waiting className="faint" onAgain={loaded.again} />
  ) : (
    <Failed className="refusal" reason={loaded.reason} isAsking={loaded.isAsking} onAgain={loaded.again} />
  );
}

/** An earlier occurrence, with who took it and what they noted; opened, with all that happened to it. */
function Occurrence({
  words,
  record,
  isSame,
  nowMs,
}: {
  readonly words: WordSource;
  readonly record: WireRecord;
  /** Of the rule that the alarm is of. */
  readonly isSame: boolean;
  readonly nowMs: number;
}): ReactNode {
  const { t } = words;
  const [isOpen, setOpen] = useState(false);
  const lasted = (record.returnedAt === null ? nowMs : Date.parse(record.returnedAt)) - Date.parse(record.at);
  return (
    <>
      <tr className={isSame ? undefined : 'faint'} data-record={record.id}>
        <td>
          {timeWords(words, record.jurisdiction, record.at)} <span className="faint">{formatAge(lasted)}</span>
        </td>
        <td>
          <button type="button" className="quiet-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? '▾' : '▸'} {causeWords(words, record)}
          </button>
        </td>
        <td>
          {record.class === 'plan' ? (
            <LevelMark level={record.highest} filled={false} word={levelWords(words, record.plan, record.highest)} />
          ) : (
            t(`console:class.${record.class}`)
          )}
        </td>
        <td>{t(`shell:alarmState.${record.state}`)}</td>
        <td>{record.people.join(t('history:list'))}</td>
        <td>{notesOf(record).join('; ')}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6}>
            <Timeline words={words} record={record} />
          </td>
        </tr>
      )}
    </>
  );
}

function EarlierTable({
  words,
  rows,
  rule,
  nowMs,
}: {
  readonly words: WordSource;
  readonly rows: readonly EarlierRow[];
  readonly rule: string;
  readonly nowMs: number;
}): ReactNode {
  const { t } = words;
  return (
    <table className="facts history">
      <thead>
        <tr>
          <th scope="col">{t('console:column.since')}</th>
          <th scope="col">{t('console:column.what')}</th>
          <th scope="col">{t('console:highest')}</th>
          <th scope="col">{t('console:column.state')}</th>
          <th scope="col">{t('history:column.who')}</th>
          <th scope="col">{t('console:column.note')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) =>
          row.kind === 'alarm' ? (
            <Occurrence key={row.seq} words={words} record={row} isSame={row.rule === rule} nowMs={nowMs} />
          ) : (
            <tr key={row.seq} className={row.rule === rule ? undefined : 'faint'}>
              <td>{timeWords(words, row.jurisdiction, row.at)}</td>
              <td colSpan={3}>{happeningWords(words, row)}</td>
              <td>{personWords(words, row)}</td>
              <td>{row.note}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/**
 * All that people and the program did with an alarm, from the ledger; and what there was on the same subject before, newest
 * first. Asked again when something happens to the alarm.
 */
export function History({ alarm, nowMs }: { readonly alarm: WireAlarm; readonly nowMs: number }): ReactNode {
  const words = useWords();
  const { t } = words;
  // The range is that of when the alarm was selected: its end moves on with every second, the question does not.
  const [base] = useState(() => questionOf(alarm, nowMs));
  const [isDue, setDue] = useState(false);
  const [shown, setShown] = useState(PAGE);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  const moment = momentOf(alarm);
  const subject = useAsked(isDue ? base : null, moment, fetchHistory);
  const rows = subject.kind === 'ready' ? subject.value.rows : null;
  const found = rows?.find((row): row is WireRecord => row.kind === 'alarm' && row.id === alarm.id) ?? null;
  // An alarm that stands for long may be behind more rows than an answer holds.
  const alone = useAsked(rows !== null && found === null ? aloneOf(base, alarm) : null, moment, fetchHistory);
  const record =
    found ??
    (alone.kind === 'ready'
      ? alone.value.rows.find((row): row is WireRecord => row.kind === 'alarm' && row.id === alarm.id)
      : null) ??
    null;
  const earlier = rows === null ? [] : earlierOf(rows, alarm);
  return (
    <>
      <section className="block">
        <h3>{t('history:detail.label')}</h3>
        <Outdated asked={subject} />
        {record !== null ? (
          <Timeline words={words} record={record} />
        ) : alone.kind === 'ready' ? (
          <StateNote state="empty" className="faint">
            {t('console:noRecord')}
          </StateNote>
        ) : (
          <Unanswered loaded={rows !== null ? alone : subject} />
        )}
      </section>
      <section className="block">
        <h3>{t('console:history', { days: HISTORY_DAYS })}</h3>
        {/* Why there is no answer stands above. */}
        {subject.kind === 'loading' && <Unanswered loaded={subject} />}
        {rows !== null &&
          (earlier.length === 0 ? (
            <p className="faint">{t('console:noHistory')}</p>
          ) : (
            <WideBox label={t('console:history', { days: HISTORY_DAYS })}>
              <EarlierTable words={words} rows={earlier.slice(0, shown)} rule={alarm.rule} nowMs={nowMs} />
            </WideBox>
          ))}
        {earlier.length > shown && (
          <Button size="small" onClick={() => setShown(shown + PAGE)}>
            {t('history:more', { count: Math.min(PAGE, earlier.length - shown) })}
          </Button>
        )}{' '}
        <Link className="quiet-button" to={historyAddress(alarm)}>
          {t('console:wholeHistory')}
        </Link>
      </section>
    </>
  );
}
