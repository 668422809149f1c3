import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Field, Form } from '../../server/model/procedure.ts';
import type { JudgedPlan } from '../../server/wire/shapes.ts';
import { refusalOfPerson } from '../console/commands/command.ts';
import { formatTime, text } from '../i18n/index.ts';
import { valueWords } from '../plans/report-sentences.ts';
import { fromLocalField } from '../i18n/zoned.ts';
import { useAccount } from '../session/account.ts';
import { useNow, useSession } from '../session/context.tsx';
import { levelKey, seriesKey } from '../session/state.ts';
import { LevelMark } from '../shared/index.ts';
import { FieldInput } from './FieldInput.tsx';
import { fileReport, type ReportAnswer } from './api.ts';
import { placesOf, readDraft, type Draft, type DraftEntry, type ReportPlace } from './draft.ts';

/** The last reported value of a field, with its time. */
function Latest({ field, place }: { readonly field: Field; readonly place: ReportPlace | undefined }): ReactNode {
  const { t } = useTranslation('reports');
  const row = useSession((state) =>
    place === undefined || field.metric === null
      ? undefined
      : state.latest.get(seriesKey(place.subject.id, field.metric)),
  );
  if (field.metric === null) return <span className="faint">{t('textOnly')}</span>;
  if (row === undefined) return <span className="faint">{t('never')}</span>;
  return (
    <>
      <strong>{text(valueWords(field, row[3]))}</strong>{' '}
      <span className="faint">{formatTime(row[2], place?.jurisdiction.timezone ?? 'UTC', 'datetime')}</span>
    </>
  );
}

/** How the rules on the form stand now. */
export function FormLevels({
  plan,
  form,
  place,
}: {
  readonly plan: JudgedPlan;
  readonly form: Form;
  readonly place: ReportPlace | undefined;
}): ReactNode {
  const levels = useSession((state) => state.levels);
  if (place === undefined) return null;
  const rules = plan.rules.filter((rule) => rule.kind === 'report' && rule.form === form.id);
  return (
    <ul className="report-levels">
      {rules.map((rule) => {
        const key = levelKey({
          jurisdiction: place.jurisdiction.id,
          plan: plan.id,
          rule: rule.id,
          subject: place.subject.id,
        });
        const level = levels.get(key)?.level ?? 'none';
        return (
          <li key={rule.id}>
            <LevelMark level={level} filled={level !== 'none'} />{' '}
            <Link to={`/console?rule=${encodeURIComponent(key)}`}>{text(rule.title)}</Link>
          </li>
        );
      })}
    </ul>
  );
}

/** What will be filed, to be looked at once more. */
function Review({
  entries,
  when,
  isBusy,
  onConfirm,
  onBack,
}: {
  readonly entries: readonly DraftEntry[];
  readonly when: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}): ReactNode {
  const { t } = useTranslation('reports');
  const box = useRef<HTMLElement | null>(null);
  // The focus goes to the box and not to its button: a second Enter must not file what nobody has looked at.
  useEffect(() => box.current?.focus(), []);
  return (
    <section className="report-review" ref={box} tabIndex={-1} aria-label={t('reviewTitle')}>
      <h2>{t('reviewTitle')}</h2>
      <p>{t('at', { time: when })}</p>
      <table className="facts">
        <tbody>
          {entries.map(({ field, words }) => (
            <tr key={field.id}>
              <th scope="row">{text(field.title)}</th>
              <td>
                <strong>{text(words)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="report-buttons">
        <button type="button" className="quiet-button" disabled={isBusy} onClick={onBack}>
          ← {t('back')}
        </button>
        <button type="button" className="quiet-button report-confirm" disabled={isBusy} onClick={onConfirm}>
          {t(isBusy ? 'busy' : 'confirm')}
        </button>
      </p>
    </section>
  );
}

/** What came of a report. */
function Done({
  answer,
  plan,
  form,
  place,
  onAnother,
}: {
  readonly answer: Extract<ReportAnswer, { ok: true }>;
  readonly plan: JudgedPlan;
  readonly form: Form;
  readonly place: ReportPlace | undefined;
  readonly onAnother: () => void;
}): ReactNode {
  const { t } = useTranslation('reports');
  const ofForm = answer.levels.flatMap((row) => {
    const rule = plan.rules.find(({ id }) => id === row.rule);
    return rule?.kind === 'report' && rule.form === form.id ? [{ row, rule }] : [];
  });
  return (
    <section className="report-done" aria-label={t('result')}>
      <p>
        <output>{t('done', { id: answer.id, count: answer.accepted })}</output>
      </p>
      <h2>{t('result')}</h2>
      {ofForm.length === 0 && <p className="faint">{t('noLevels')}</p>}
      <ul className="report-levels">
        {ofForm.map(({ row, rule }) => {
          const named = plan.levels.find(({ id }) => id === row.level);
          return (
            <li key={`${row.rule} ${row.subject}`}>
              <LevelMark
                level={row.level}
                filled={row.level !== 'none'}
                {...(named === undefined ? {} : { word: text(named.name) })}
              />{' '}
              {text(rule.title)}
            </li>
          );
        })}
      </ul>
      <p className="report-buttons">
        <button type="button" className="quiet-button" onClick={onAnother}>
          {t('another')}
        </button>
        {place !== undefined && (
          <Link className="quiet-button" to="/console">
            {t('toConsole')}
          </Link>
        )}
      </p>
    </section>
  );
}

type Stage =
  | { readonly kind: 'writing' }
  | { readonly kind: 'review' | 'busy'; readonly entries: readonly DraftEntry[]; readonly time: number | null }
  | { readonly kind: 'done'; readonly answer: Extract<ReportAnswer, { ok: true }> };

/** One form of a plan: filled in, looked at once more, filed. Its owner gives it a key, so that each form begins empty. */
export function ReportForm({ plan, form }: { readonly plan: JudgedPlan; readonly form: Form }): ReactNode {
  const { t } = useTranslation(['reports', 'shell']);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const { session: person } = useAccount();
  const nowMs = useNow();
  const [draft, setDraft] = useState<Draft>({});
  const [when, setWhen] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [stage, setStage] = useState<Stage>({ kind: 'writing' });
  const [refused, setRefused] = useState<Extract<ReportAnswer, { ok: false }> | null>(null);
  const [isTried, setTried] = useState(false);

  const places = useMemo(() => placesOf(plan, jurisdictions), [plan, jurisdictions]);
  const place = places.find(({ subject }) => subject.id === chosen) ?? places[0];
  const zone = place?.jurisdiction.timezone ?? 'UTC';
  const read = useMemo(() => readDraft(form, draft), [form, draft]);
  const time = when.trim() === '' ? null : fromLocalField(when.normalize('NFKC'), zone);
  const timeFault =
    when.trim() === '' ? null : time === null ? 'timeFault' : time > nowMs + 60_000 ? 'timeFuture' : null;
  const refusal = refusalOfPerson(person, place?.jurisdiction.id ?? null);
  const isLocked = stage.kind !== 'writing';

  const look = (): void => {
    setTried(true);
    setRefused(null);
    if (refusal !== null || timeFault !== null || !read.isJudged || Object.keys(read.faults).length > 0) return;
    setStage({ kind: 'review', entries: read.entries, time });
  };
  const send = (entries: readonly DraftEntry[], at: number | null): void => {
    setStage({ kind: 'busy', entries, time: at });
    void fileReport({
      plan: plan.id,
      form: form.id,
      subject: places.length > 1 ? (place?.subject.id ?? null) : null,
      time: at,
      values: Object.fromEntries(entries.map(({ field, value }) => [field.id, value])),
    }).then((answer) => {
      if (answer.ok) setStage({ kind: 'done', answer });
      else {
        setRefused(answer);
        setStage({ kind: 'writing' });
      }
    });
  };

  if (stage.kind === 'done') {
    return (
      <Done
        answer={stage.answer}
        plan={plan}
        form={form}
        place={place}
        onAnother={() => {
          setDraft({});
          setWhen('');
          setTried(false);
          setStage({ kind: 'writing' });
        }}
      />
    );
  }
  return (
    <form
      className="report-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isLocked) look();
      }}
    >
      <p>{t('about')}</p>
      <p className="faint">{t('holds')}</p>
      {refusal !== null && (
        <p className="refusal" role="alert">
          {t(`refusal.${refusal}`)}
        </p>
      )}
      <div className="report-when">
        {places.length > 1 && (
          <label>
            <span>{t('place')}</span>
            <select
              className="field"
              value={place?.subject.id ?? ''}
              disabled={isLocked || refusal !== null}
              onChange={(event) => setChosen(event.target.value)}
            >
              {places.map(({ subject }) => (
                <option key={subject.id} value={subject.id}>
                  {text(subject.name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{t('time')}</span>
          <input
            type="text"
            className="field"
            placeholder={t('now')}
            autoComplete="off"
            value={when}
            disabled={isLocked || refusal !== null}
            aria-invalid={timeFault !== null}
            onChange={(event) => setWhen(event.target.value)}
          />
        </label>
        <span className={timeFault === null ? 'faint' : 'refusal'}>
          {timeFault === null ? t('timeHint', { zone }) : t(timeFault)}
        </span>
      </div>
      <table className="facts report-fields">
        <thead>
          <tr>
            <th scope="col">{t('column.field')}</th>
            <th scope="col">{t('column.value')}</th>
            <th scope="col">{t('column.latest')}</th>
          </tr>
        </thead>
        <tbody>
          {form.fields.map((field) => {
            const own = isTried ? read.faults[field.id] : undefined;
            const theirs = refused?.errors.find((error) => error.field === field.id)?.reason;
            const fault = own === undefined ? theirs : t(`fault.${own}`);
            const faultId = fault === undefined ? null : `fault-${field.id}`;
            return (
              <tr key={field.id}>
                <th scope="row">
                  {field.type === 'yes-no' ? (
                    text(field.title)
                  ) : (
                    <label htmlFor={`field-${field.id}`}>{text(field.title)}</label>
                  )}
                </th>
                <td>
                  <FieldInput
                    field={field}
                    value={draft[field.id] ?? ''}
                    isDisabled={isLocked || refusal !== null}
                    faultId={faultId}
                    onChange={(value) => setDraft((now) => ({ ...now, [field.id]: value }))}
                  />
                  {faultId !== null && (
                    <p className="refusal" id={faultId}>
                      {fault}
                    </p>
                  )}
                </td>
                <td>
                  <Latest field={field} place={place} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {refused !== null && (
        <p className="refusal" role="alert">
          <strong>{t('refused')}</strong>{' '}
          {t(`problem.${refused.code}`, { defaultValue: refused.detail === '' ? refused.code : refused.detail })}
          {refused.code === 'invalid-report' && `: ${refused.detail}`}
        </p>
      )}
      {isTried && !read.isJudged && Object.keys(read.faults).length === 0 && (
        <p className="refusal" role="alert">
          {t('nothing')}
        </p>
      )}
      {stage.kind === 'writing' ? (
        <p className="report-buttons">
          <button type="submit" className="quiet-button report-confirm" disabled={refusal !== null}>
            {t('review')} →
          </button>
        </p>
      ) : (
        <Review
          entries={stage.entries}
          when={stage.time === null ? t('now') : formatTime(stage.time, zone, 'datetime')}
          isBusy={stage.kind === 'busy'}
          onConfirm={() => send(stage.entries, stage.time)}
          onBack={() => setStage({ kind: 'writing' })}
        />
      )}
    </form>
  );
}
