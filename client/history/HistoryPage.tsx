import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { WireHistory, WireHistoryRow } from '../../server/wire/history.ts';
import { formatTime, language } from '../i18n/index.ts';
import { useNow, useSession } from '../session/context.tsx';
import { zoneOf } from '../session/lookup.ts';
import { Answer, Failed, InterruptionCover, Panel, StateNote, useAsked, Waiting, WideBox } from '../shared/index.ts';
import { csvPath, fetchHistory, fetchKpis } from './api.ts';
import { HistoryTable } from './HistoryTable.tsx';
import { Kpis } from './Kpis.tsx';
import { rangeOf, readAsked, toQuery, VIEWS, writeAsked, type Asked } from './query.ts';
import { SearchForm } from './SearchForm.tsx';
import { useWords } from './use-words.ts';
import type { WordSource } from './words.ts';
import '../shared/desk.css';
import './history.css';

/** Rows that are asked for at a time. */
const PAGE = 100;

/** What an answer is shown from. */
interface AnswerProps {
  readonly words: WordSource;
  readonly query: string;
  readonly round: number;
  readonly zone: string;
  readonly onAgain: () => void;
}

interface Further {
  /** The page that it goes on from. */
  readonly after: WireHistory;
  readonly rows: readonly WireHistoryRow[];
  readonly next: string | null;
}

/** The records of a question, page by page. */
function Records({ words, query, round, zone, onAgain }: AnswerProps): ReactNode {
  const { t } = words;
  const first = useAsked(`${query}&limit=${PAGE}`, round, fetchHistory);
  const [further, setFurther] = useState<Further | null>(null);
  const [state, setState] = useState<{ kind: 'idle' | 'busy' } | { kind: 'failed'; reason: string }>({ kind: 'idle' });
  if (first.kind === 'loading') return <Waiting onAgain={onAgain} />;
  if (first.kind === 'failed') return <Failed reason={first.reason} isAsking={first.isAsking} onAgain={onAgain} />;
  const page = first.value;
  // What was asked for after another first page belongs to that one.
  const more = further?.after === page ? further : null;
  const rows = more === null ? page.rows : [...page.rows, ...more.rows];
  const next = more === null ? page.next : more.next;
  const showMore = (): void => {
    if (next === null) return;
    setState({ kind: 'busy' });
    // Up to where the first page was asked for, so that nothing new comes in between.
    const asked = new URLSearchParams(`${query}&limit=${PAGE}`);
    asked.set('to', page.to);
    asked.set('cursor', next);
    fetchHistory(asked, new AbortController().signal).then(
      (answer) => {
        setFurther({ after: page, rows: [...(more?.rows ?? []), ...answer.rows], next: answer.next });
        setState({ kind: 'idle' });
      },
      (error: unknown) => setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
  };
  const csv = new URLSearchParams(query);
  csv.set('to', page.to);
  csv.set('lang', language());
  return (
    <Panel
      className="history-panel"
      title={t('history:count', {
        from: formatTime(page.from, zone, 'datetime'),
        to: formatTime(page.to, zone, 'datetime'),
        total: page.total,
        shown: rows.length,
      })}
      remark={
        <>
          <span className="history-keys">{t('history:keys')}</span>
          <a className="quiet-button" href={csvPath(csv)} download>
            {t('history:form.csv')}
          </a>
        </>
      }
    >
      {rows.length === 0 ? (
        <StateNote state="empty" about={t('history:noneAbout')}>
          {t('history:none')}
        </StateNote>
      ) : (
        <WideBox label={t('history:view.rows')}>
          <HistoryTable words={words} rows={rows} />
        </WideBox>
      )}
      {next !== null && (
        <p className="history-more">
          <button type="button" className="quiet-button" disabled={state.kind === 'busy'} onClick={showMore}>
            {t('history:more', { count: Math.min(PAGE, page.total - rows.length) })}
          </button>
        </p>
      )}
      {state.kind === 'failed' && (
        <p className="refusal" role="alert">
          {t('history:failed', { reason: state.reason })}
        </p>
      )}
    </Panel>
  );
}

function Measures({ words, query, round, zone, onAgain }: AnswerProps): ReactNode {
  const answer = useAsked(query, round, fetchKpis);
  return (
    <Answer asked={answer} onAgain={onAgain}>
      {(kpis) => <Kpis words={words} kpis={kpis} zone={zone} />}
    </Answer>
  );
}

/** The form over what it found; the address says what is asked. */
function Search(): ReactNode {
  const words = useWords();
  const { t } = words;
  const nowMs = useNow();
  const [params, setParams] = useSearchParams();
  const asked = readAsked(params);
  const zone = useSession((state) => zoneOf(state.jurisdictions, asked.jurisdiction));
  // The range of a question ends when it was asked; it does not move while somebody reads.
  const [asking, setAsking] = useState({ round: 0, nowMs });
  const ask = (next: Asked): void => {
    setAsking({ round: asking.round + 1, nowMs });
    setParams(writeAsked(next), { replace: true });
  };
  const range = rangeOf(asked, asking.nowMs, zone);
  const isRows = asked.view === 'rows';
  const query = range === null ? null : toQuery(asked, range, isRows ? undefined : ['jurisdiction']).toString();
  const common = { words, round: asking.round, zone, onAgain: () => ask(asked) };
  return (
    <>
      <fieldset className="history-views" aria-label={t('history:view.label')}>
        {VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            className="quiet-button"
            aria-pressed={view === asked.view}
            onClick={() => ask({ ...asked, view })}
          >
            {t(`history:view.${view}`)}
          </button>
        ))}
      </fieldset>
      <SearchForm words={words} asked={asked} zone={zone} nowMs={asking.nowMs} onAsk={ask} />
      {query !== null && (isRows ? <Records query={query} {...common} /> : <Measures query={query} {...common} />)}
    </>
  );
}

/** What was, and what people did; and how good the alarm system itself is. `?view=kpis` shows the latter. */
export function HistoryPage(): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  return (
    <div className="desk history">
      <h1 className="sr-only">{t('nav.history')}</h1>
      {mode === null ? <Waiting words={t('waiting')} /> : <Search />}
      <InterruptionCover />
    </div>
  );
}
