import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { WireHappening, WireHistoryRow, WireRecord } from '../../server/wire/history.ts';
import { formatAge, text } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { LevelMark } from '../shared/index.ts';
import { Timeline } from './Timeline.tsx';
import { notesOf } from './timeline.ts';
import {
  causeWords,
  happeningWords,
  levelWords,
  personWords,
  subjectWords,
  timeWords,
  type WordSource,
} from './words.ts';

function CaseLinks({ words, cases }: { readonly words: WordSource; readonly cases: readonly string[] }): ReactNode {
  if (cases.length === 0) return null;
  return (
    <p>
      {words.t('history:detail.cases')}
      {words.t('history:colon')}
      {cases.map((id) => (
        <Link key={id} className="history-link" to={`/cases?case=${encodeURIComponent(id)}`}>
          {id}
        </Link>
      ))}
    </p>
  );
}

function AlarmDetail({ words, record }: { readonly words: WordSource; readonly record: WireRecord }): ReactNode {
  const { t } = words;
  const isHere = useSession((state) => state.alarms.has(record.id));
  return (
    <div className="history-detail">
      {record.summary !== null && <p>{text(record.summary)}</p>}
      <Timeline words={words} record={record} />
      <CaseLinks words={words} cases={record.cases} />
      <p className="faint">
        {t('history:detail.id', { id: record.id })}
        {record.clause !== null && ` · ${t('console:clause', { clause: record.clause })}`}
        {isHere && (
          <Link className="history-link" to={`/console?alarm=${encodeURIComponent(record.id)}`}>
            {t('history:detail.toConsole')}
          </Link>
        )}
      </p>
    </div>
  );
}

function HappeningDetail({ words, of }: { readonly words: WordSource; readonly of: WireHappening }): ReactNode {
  const { t } = words;
  const id = of.alarm ?? of.case;
  return (
    <div className="history-detail">
      {of.note !== null && <q className="history-note">{of.note}</q>}
      <CaseLinks words={words} cases={of.case === null ? [] : [of.case]} />
      <p className="faint">
        {id !== null && t('history:detail.id', { id })}
        {of.item !== null && ` · ${t('console:clause', { clause: of.item.clause })}`}
      </p>
    </div>
  );
}

/** Highest level, and the one now where it differs; of an alarm of data its class. */
function Levels({ words, record }: { readonly words: WordSource; readonly record: WireRecord }): ReactNode {
  const { t } = words;
  if (record.class !== 'plan') return <span className="faint">{t(`console:class.${record.class}`)}</span>;
  return (
    <>
      <LevelMark
        level={record.highest}
        filled={record.waitedMs === null}
        word={levelWords(words, record.plan, record.highest)}
      />
      {record.active && record.level !== record.highest && (
        <span className="faint history-now">
          {t('console:now')} {levelWords(words, record.plan, record.level)}
        </span>
      )}
    </>
  );
}

function AlarmCells({ words, record }: { readonly words: WordSource; readonly record: WireRecord }): ReactNode {
  const { t } = words;
  const nowMs = useNow();
  const since = Date.parse(record.at);
  const age =
    record.returnedAt === null
      ? t('history:lasting', { age: formatAge(nowMs - since) })
      : t('history:lasted', { age: formatAge(Date.parse(record.returnedAt) - since) });
  return (
    <>
      <td>
        <Levels words={words} record={record} />
      </td>
      <td>
        {t(`shell:alarmState.${record.state}`)}
        <span className="faint history-now">
          {age}
          {record.waitedMs !== null && ` · ${t('history:waited', { age: formatAge(record.waitedMs) })}`}
        </span>
      </td>
      <td>{record.people.join(t('history:list'))}</td>
      <td>{notesOf(record).join('; ')}</td>
    </>
  );
}

function HappeningCells({ words, of }: { readonly words: WordSource; readonly of: WireHappening }): ReactNode {
  return (
    <>
      <td colSpan={2}>
        {of.level !== null && of.class === 'plan' && (
          <LevelMark level={of.level} filled={false} word={levelWords(words, of.plan, of.level)} />
        )}
      </td>
      <td>{personWords(words, of)}</td>
      <td>{of.note}</td>
    </>
  );
}

function Row({ words, row }: { readonly words: WordSource; readonly row: WireHistoryRow }): ReactNode {
  const { t } = words;
  const [isOpen, setOpen] = useState(false);
  const where = subjectWords(words, row.jurisdiction, row.subject);
  const what = row.kind === 'alarm' ? causeWords(words, row) : happeningWords(words, row);
  return (
    <>
      <tr className={`history-${row.kind}`}>
        <td className="history-time">{timeWords(words, row.jurisdiction, row.at)}</td>
        <td>{t(`history:kind.${row.kind}`)}</td>
        <td>
          <button
            type="button"
            className="history-open"
            data-row
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {where} · {what}
            {row.plan !== null && (
              <span className="faint"> {text(words.plans.get(row.plan)?.short ?? { zh: row.plan, en: row.plan })}</span>
            )}
          </button>
        </td>
        {row.kind === 'alarm' ? <AlarmCells words={words} record={row} /> : <HappeningCells words={words} of={row} />}
      </tr>
      {isOpen && (
        <tr className="history-detail-row">
          <td colSpan={7}>
            {row.kind === 'alarm' ? (
              <AlarmDetail words={words} record={row} />
            ) : (
              <HappeningDetail words={words} of={row} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

const COLUMNS = ['at', 'kind', 'what', 'level', 'state', 'who', 'note'] as const;

/** The rows of the history. Up and down go from row to row, Enter opens one. */
export function HistoryTable({
  words,
  rows,
}: {
  readonly words: WordSource;
  readonly rows: readonly WireHistoryRow[];
}): ReactNode {
  const { t } = words;
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || body.current === null) return;
    const buttons = [...body.current.querySelectorAll<HTMLButtonElement>('[data-row]')];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = at < 0 ? buttons[0] : buttons[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <table className="facts history-table">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={`history-column-${column}`}>
              {t(`history:column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      {/* The rows are buttons; the arrows are a shorter way between them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <tbody ref={body} onKeyDown={move}>
        {rows.map((row) => (
          <Row key={`${row.kind} ${row.seq}`} words={words} row={row} />
        ))}
      </tbody>
    </table>
  );
}
