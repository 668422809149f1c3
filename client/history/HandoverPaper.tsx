import type { ReactNode } from 'react';
import type { WireHandover, WireHandoverCase, WireHappening, WireRecord } from '../../server/wire/history.ts';
import type { WireHealth } from '../../server/wire/shapes.ts';
import { roleWords, unitWord } from '../cases/words.ts';
import { formatAge, half, text } from '../i18n/index.ts';
import { LevelMark, WideBox } from '../shared/index.ts';
import { condense } from './condense.ts';
import {
  alarmWords,
  causeWords,
  happeningWords,
  levelWords,
  personWords,
  planOf,
  subjectWords,
  timeWords,
  type WordSource,
} from './words.ts';

interface PartProps {
  readonly words: WordSource;
  readonly handover: WireHandover;
}

/** A part of the paper with its number of entries; it says so where there is none. */
function Part({
  words: { t },
  title,
  count,
  cut,
  children,
}: {
  readonly words: WordSource;
  readonly title: string;
  readonly count: number;
  /** How many there are where the list was cut. */
  readonly cut?: number | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={count === 0 ? 'handover-none' : undefined}>
      <h2>
        {title} {count > 0 && <span className="faint">{cut ?? count}</span>}
      </h2>
      {count === 0 ? <p>{t('history:handover.none')}</p> : children}
      {cut !== undefined && <p className="faint">{t('history:handover.cut', { shown: count, count: cut })}</p>}
    </section>
  );
}

const planWords = ({ plans }: WordSource, plan: string): string =>
  text(plans.get(plan)?.short ?? { zh: plan, en: plan });

function Levels({ words, handover }: PartProps): ReactNode {
  const { t } = words;
  const { levels } = handover;
  return (
    <Part words={words} title={t('history:handover.levels')} count={levels.length} cut={handover.cut['levels']}>
      <WideBox label={t('history:handover.levels')}>
        <table className="handover-levels">
          <thead>
            <tr>
              {(['what', 'was', 'now', 'highest'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`history:handover.levelColumn.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {levels.map((each) => (
              <tr key={`${each.jurisdiction} ${each.plan} ${each.rule} ${each.subject}`}>
                <td>
                  {alarmWords(words, { ...each, class: 'plan' })}{' '}
                  <span className="faint">{planWords(words, each.plan)}</span>
                  {each.indeterminate && <em> {t('history:handover.indeterminate')}</em>}
                </td>
                <td>{levelWords(words, each.plan, each.was)}</td>
                <td>
                  <LevelMark level={each.now} word={levelWords(words, each.plan, each.now)} />
                </td>
                <td>{levelWords(words, each.plan, each.highest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideBox>
    </Part>
  );
}

function Happenings({
  words,
  list,
  isPlaced,
}: {
  readonly words: WordSource;
  readonly list: readonly WireHappening[];
  /** Say what it was done to. */
  readonly isPlaced: boolean;
}): ReactNode {
  return (
    <ul className="handover-log">
      {list.map((each) => (
        <li key={each.seq}>
          <time>{timeWords(words, each.jurisdiction, each.at)}</time>
          <span>
            {isPlaced && (
              <>
                <strong>{subjectWords(words, each.jurisdiction, each.subject)}</strong>
                {each.what === 'correction' && each.rule !== null
                  ? ` ${causeWords(words, { plan: each.plan, rule: each.rule, summary: null })}`
                  : ''}
                {' · '}
              </>
            )}
            {happeningWords(words, each)}
            {each.note !== null && <q>{each.note}</q>} <span className="faint">{personWords(words, each)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function CasePart({ words, of }: { readonly words: WordSource; readonly of: WireHandoverCase }): ReactNode {
  const { t } = words;
  const plan = planOf(words, of.plan);
  const { listed, measures, overdue } = condense(of.happenings);
  const level = (wanted: WireHandoverCase['level']): string => levelWords(words, of.plan, wanted);
  return (
    <div className="handover-case">
      <h3>
        {planWords(words, of.plan)} · {subjectWords(words, of.jurisdiction, of.subject)}{' '}
        <span className="faint">{of.id}</span>
      </h3>
      <p>
        {t('history:handover.state')} {t(`cases:state.${of.state}`)} · {t('history:handover.inForce')}{' '}
        <LevelMark level={of.level} word={level(of.level)} />{' '}
        {t('history:aside', {
          words:
            of.was === null
              ? t('history:handover.newCase')
              : t('history:handover.wasInForce', { level: level(of.was) }),
        })}
        {of.wish !== null && ` · ${t('history:handover.wish', { level: level(of.wish) })}`}
        {of.lateCount > 0 && <strong> · {t('history:handover.lateCount', { count: of.lateCount })}</strong>}
      </p>
      {of.open.length > 0 && (
        <p>
          <strong>{t('history:handover.openNow')}</strong>
          {t('history:colon')}
          {of.open.map(({ text: step, roles }, i) => (
            <span key={i}>
              {i > 0 && '; '}
              {text(step)}
              {t('history:aside', { words: roleWords(t, plan, roles) })}
            </span>
          ))}
        </p>
      )}
      {of.dues.length > 0 && (
        <WideBox label={t('history:handover.due')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('history:handover.due')}</th>
                <th scope="col" colSpan={2}>
                  {t('history:column.what')}
                </th>
                <th scope="col">{t('history:column.who')}</th>
              </tr>
            </thead>
            <tbody>
              {of.dues.map((due) => (
                <tr key={`${due.kind} ${due.id} ${due.unit ?? ''} ${due.at}`}>
                  <td>
                    {timeWords(words, of.jurisdiction, due.at)}
                    {due.late && <strong> {t('history:handover.late')}</strong>}
                  </td>
                  <td>{t(`history:handover.dueKind.${due.kind}`)}</td>
                  <td>{due.item === null ? due.id : text(due.item.text)}</td>
                  <td>{due.unit === null ? roleWords(t, plan, due.roles) : unitWord(plan, due.unit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideBox>
      )}
      {of.dueCount > of.dues.length && (
        <p className="faint">{t('history:handover.moreDue', { count: of.dueCount - of.dues.length })}</p>
      )}
      <p>
        {of.happenings.length === 0 ? (
          t('history:handover.nothingDone')
        ) : (
          <strong>{t('history:handover.doneHere')}</strong>
        )}
      </p>
      {listed.length > 0 && <Happenings words={words} list={listed} isPlaced={false} />}
      {measures.length > 0 && (
        <p>
          {t('history:handover.measuresDone', {
            count: measures.reduce((sum, { count }) => sum + count, 0),
            units: measures.map(({ unit, count }) => `${unitWord(plan, unit)} ${count}`).join(t('history:list')),
          })}
        </p>
      )}
      {overdue > 0 && <p>{t('history:handover.wentOverdue', { count: overdue })}</p>}
    </div>
  );
}

const sayWho = (words: WordSource, record: WireRecord): string => {
  const last = record.acknowledgements.at(-1);
  return record.state === 'unacknowledged' || record.state === 'returned' || last === undefined
    ? words.t('history:handover.notAcknowledged')
    : `${last.by} ${timeWords(words, record.jurisdiction, last.at)}`;
};

/** Alarms as a table. Those of this shift are marked; what nobody acknowledged is in bold. */
function Alarms({ words, handover, name }: PartProps & { readonly name: 'standing' | 'ended' }): ReactNode {
  const { t } = words;
  const records = pick(handover, handover[name]);
  const fresh = new Set(handover.raised);
  return (
    <Part words={words} title={t(`history:handover.${name}`)} count={records.length} cut={handover.cut[name]}>
      <WideBox label={t(`history:handover.${name}`)}>
        <table className="handover-alarms">
          <thead>
            <tr>
              {(['at', 'what', 'level', 'state', 'ack', 'note'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`history:handover.alarmColumn.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record) => {
              const isOpen = record.state === 'unacknowledged' || record.state === 'returned';
              const notes = record.acknowledgements.flatMap(({ note }) => (note === null || note === '' ? [] : [note]));
              return (
                <tr key={record.id}>
                  <td>
                    {timeWords(words, record.jurisdiction, record.at)}
                    {fresh.has(record.id) && <strong> {t('history:handover.fresh')}</strong>}
                  </td>
                  <td>
                    <strong>{subjectWords(words, record.jurisdiction, record.subject)}</strong> ·{' '}
                    {causeWords(words, record)}
                  </td>
                  <td>
                    {record.class === 'plan' ? (
                      <>
                        <LevelMark
                          level={record.highest}
                          filled={isOpen}
                          word={levelWords(words, record.plan, record.highest)}
                        />
                        {record.level !== record.highest && ` / ${levelWords(words, record.plan, record.level)}`}
                      </>
                    ) : (
                      t(`console:class.${record.class}`)
                    )}
                  </td>
                  <td>
                    {t(`shell:alarmState.${record.state}`)}
                    {record.endedAt !== null && (
                      <span className="faint"> {timeWords(words, record.jurisdiction, record.endedAt)}</span>
                    )}
                  </td>
                  <td>{isOpen ? <strong>{sayWho(words, record)}</strong> : sayWho(words, record)}</td>
                  <td>{[...new Set(notes)].join('; ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </WideBox>
    </Part>
  );
}

const pick = ({ alarms }: WireHandover, ids: readonly string[]): readonly WireRecord[] =>
  ids.flatMap((id) => alarms.find((record) => record.id === id) ?? []);

/** Alarms a line each, with what is said of them. */
function Lines({
  words,
  handover,
  name,
  say,
}: PartProps & {
  readonly name: 'shelved' | 'suppressed' | 'data';
  readonly say: (record: WireRecord) => string;
}): ReactNode {
  const records = pick(handover, handover[name]);
  return (
    <Part words={words} title={words.t(`history:handover.${name}`)} count={records.length} cut={handover.cut[name]}>
      <ul className="handover-log">
        {records.map((record) => (
          <li key={record.id}>
            <time>{timeWords(words, record.jurisdiction, record.at)}</time>
            <span>
              <strong>{subjectWords(words, record.jurisdiction, record.subject)}</strong> · {causeWords(words, record)}
              {` · ${say(record)}`}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function shelvedWords(words: WordSource, record: WireRecord): string {
  const last = record.shelvings.at(-1);
  if (last === undefined) return '';
  const time = timeWords(words, record.jurisdiction, last.until);
  return words.t('history:handover.shelvedUntil', { time, name: last.by, reason: last.reason });
}

/** What is written by hand: anything else, and who hands over to whom. */
function Signatures({ words: { t } }: { readonly words: WordSource }): ReactNode {
  return (
    <footer className="handover-foot">
      <h2>{t('history:handover.other')}</h2>
      <div className="handover-blank" aria-hidden="true" />
      <div className="handover-signatures">
        {(['outgoing', 'incoming'] as const).map((who) => (
          <p key={who}>
            <span>{t(`history:handover.${who}`)}</span>
            <i aria-hidden="true" />
            <span>{t('history:handover.signedAt')}</span>
            <i aria-hidden="true" />
          </p>
        ))}
      </div>
    </footer>
  );
}

/** The body of a handover, part by part. `health`: the parts of the program now, of a shift that lasts; else null. */
export function HandoverPaper({
  words,
  handover,
  health,
}: PartProps & { readonly health: readonly WireHealth[] | null }): ReactNode {
  const { t } = words;
  const { kpis, cut } = handover;
  const ill = (health ?? []).filter(({ state }) => state !== 'ok');
  const median = kpis.acknowledging.all.medianMs;
  return (
    <>
      <p className="handover-summary">
        {t('history:handover.summary', {
          calls: kpis.calls,
          peak: kpis.figures.peak.value,
          median: median === null ? '—' : formatAge(median),
          unacknowledged: cut['unacknowledged'] ?? handover.unacknowledged.length,
          standing: cut['standing'] ?? handover.standing.length,
          shelved: cut['shelved'] ?? handover.shelved.length,
        })}
      </p>
      <Levels words={words} handover={handover} />
      <Part words={words} title={t('history:handover.cases')} count={handover.cases.length} cut={cut['cases']}>
        {handover.cases.map((of) => (
          <CasePart key={of.id} words={words} of={of} />
        ))}
      </Part>
      <Alarms words={words} handover={handover} name="standing" />
      <Alarms words={words} handover={handover} name="ended" />
      <Lines words={words} handover={handover} name="shelved" say={(record) => shelvedWords(words, record)} />
      <Lines words={words} handover={handover} name="suppressed" say={({ state }) => t(`shell:alarmState.${state}`)} />
      <Lines
        words={words}
        handover={handover}
        name="data"
        say={({ at }) => t('history:handover.dataFor', { age: formatAge(Date.parse(handover.to) - Date.parse(at)) })}
      />
      {health !== null && (
        <Part words={words} title={t('history:handover.health')} count={ill.length}>
          <ul className="handover-log">
            {ill.map(({ part, state, since, detail }) => (
              <li key={part}>
                <time>{timeWords(words, '', since)}</time>
                <span>
                  <strong>{t(`feeds:part.${part}`, { defaultValue: part })}</strong> · {t(`feeds:healthState.${state}`)}{' '}
                  · {half(detail)}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {(['escalations', 'corrections', 'acts'] as const).map((name) => (
        <Part
          key={name}
          words={words}
          title={t(`history:handover.${name}`)}
          count={handover[name].length}
          cut={cut[name]}
        >
          <Happenings words={words} list={handover[name]} isPlaced />
        </Part>
      ))}
      <Signatures words={words} />
    </>
  );
}
