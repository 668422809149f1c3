import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { fromLocalField, toLocalField } from '../i18n/zoned.ts';
import { ALARM_LEVELS, CLASSES, KINDS, rangeFault, SPANS, type Asked } from './query.ts';
import type { WordSource } from './words.ts';

function Choice({
  label,
  value,
  any,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly any: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <label>
      <span>{label}</span>
      <select className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{any}</option>
        {options.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/**
 * What is looked for. Chosen spans and filters count at once, what is typed when it is sent. `/` goes to the words.
 */
export function SearchForm({
  words,
  asked,
  zone,
  nowMs,
  onAsk,
}: {
  readonly words: WordSource;
  readonly asked: Asked;
  readonly zone: string;
  readonly nowMs: number;
  /** Also with the same question, which is then asked again. */
  readonly onAsk: (asked: Asked) => void;
}): ReactNode {
  const { t } = words;
  const jurisdictions = useSession((state) => state.jurisdictions);
  const [typed, setTyped] = useState({ text: asked.text, person: asked.person });
  const [range, setRange] = useState({
    from: toLocalField(asked.from ?? nowMs - 86_400_000, zone),
    to: toLocalField(asked.to ?? nowMs, zone),
  });
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.matches('input, select, textarea')) return;
      event.preventDefault();
      search.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const from = fromLocalField(range.from, zone);
  const to = fromLocalField(range.to, zone);
  const fault = asked.span === 'custom' ? rangeFault(from, to) : null;
  const ask = (change: Partial<Asked>): void => onAsk({ ...asked, ...typed, from, to, ...change });
  const isRows = asked.view === 'rows';
  const places = jurisdictions.filter(({ id }) => asked.jurisdiction === '' || id === asked.jurisdiction);
  return (
    <form
      className="history-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (fault === null) ask({});
      }}
    >
      <fieldset className="history-spans" aria-label={t('history:form.span')}>
        {SPANS.map((span) => (
          <button
            key={span}
            type="button"
            className="quiet-button"
            aria-pressed={span === asked.span}
            onClick={() => ask({ span })}
          >
            {t(`history:form.spans.${span}`)}
          </button>
        ))}
      </fieldset>
      {asked.span === 'custom' &&
        (['from', 'to'] as const).map((name) => (
          <label key={name}>
            <span>{t(`history:form.${name}`)}</span>
            <input
              type="text"
              className="field"
              placeholder="2026-11-22 16:05"
              spellCheck={false}
              autoComplete="off"
              value={range[name]}
              aria-invalid={fault !== null}
              onChange={(event) => setRange({ ...range, [name]: event.target.value })}
            />
          </label>
        ))}
      <Choice
        label={t('history:form.jurisdiction')}
        any={t('history:form.any')}
        value={asked.jurisdiction}
        options={jurisdictions.map(({ id, name }) => [id, text(name)])}
        onChange={(jurisdiction) => ask({ jurisdiction, subject: '' })}
      />
      {isRows && (
        <>
          <label>
            <span>{t('history:form.subject')}</span>
            <select className="field" value={asked.subject} onChange={(event) => ask({ subject: event.target.value })}>
              <option value="">{t('history:form.any')}</option>
              {places.map(({ id, name, subjects }) => (
                <optgroup key={id} label={text(name)}>
                  {subjects.map((subject) => (
                    <option key={subject.id} value={subject.id}>
                      {text(subject.name)}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          </label>
          <Choice
            label={t('history:form.kind')}
            any={t('history:form.any')}
            value={asked.kind}
            options={KINDS.map((kind) => [kind, t(`history:kind.${kind}`)])}
            onChange={(kind) => ask({ kind })}
          />
          <Choice
            label={t('history:form.level')}
            any={t('history:form.any')}
            value={asked.level}
            options={ALARM_LEVELS.map((level) => [level, t(`shell:level.${level}`)])}
            onChange={(level) => ask({ level })}
          />
          <Choice
            label={t('history:form.class')}
            any={t('history:form.any')}
            value={asked.class}
            options={CLASSES.map((each) => [each, t(`console:class.${each}`)])}
            onChange={(each) => ask({ class: each })}
          />
          <label>
            <span>{t('history:form.person')}</span>
            <input
              type="text"
              className="field"
              maxLength={200}
              value={typed.person}
              onChange={(event) => setTyped({ ...typed, person: event.target.value })}
            />
          </label>
          <label className="history-words">
            <span>{t('history:form.text')}</span>
            <input
              ref={search}
              type="search"
              className="field"
              maxLength={200}
              value={typed.text}
              onChange={(event) => setTyped({ ...typed, text: event.target.value })}
            />
          </label>
        </>
      )}
      <button type="submit" className="quiet-button" disabled={fault !== null}>
        {t('history:form.search')}
      </button>
      {isRows && (
        <button
          type="button"
          className="quiet-button"
          onClick={() => {
            setTyped({ text: '', person: '' });
            ask({ text: '', person: '', jurisdiction: '', subject: '', kind: '', level: '', class: '' });
          }}
        >
          {t('history:form.reset')}
        </button>
      )}
      {fault !== null && (
        <p className="refusal" role="alert">
          {t(`history:form.${fault}`)}
        </p>
      )}
    </form>
  );
}
