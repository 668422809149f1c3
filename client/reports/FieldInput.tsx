import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../../server/model/procedure.ts';
import { text } from '../i18n/index.ts';
import { MAX_WORDS } from './draft.ts';

/** What a field is filled in with; `value` is its text in the draft, empty when not known. */
export interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly isDisabled: boolean;
  /** Id of the words that say what is wrong, or null. */
  readonly faultId: string | null;
  readonly onChange: (value: string) => void;
}

const YES_NO = [
  ['', 'notKnown'],
  ['1', 'yes'],
  ['0', 'no'],
] as const;

/** The input for a field by its type. A yes-no has a third answer that sends nothing. */
export function FieldInput({ field, value, isDisabled, faultId, onChange }: FieldInputProps): ReactNode {
  const { t } = useTranslation('reports');
  const id = `field-${field.id}`;
  const described = { 'aria-invalid': faultId !== null, ...(faultId === null ? {} : { 'aria-describedby': faultId }) };
  switch (field.type) {
    case 'yes-no':
      return (
        <fieldset className="yes-no" disabled={isDisabled} aria-label={text(field.title)}>
          {YES_NO.map(([answer, words]) => (
            <label key={words}>
              <input
                type="radio"
                name={id}
                value={answer}
                checked={value === answer}
                onChange={() => onChange(answer)}
              />
              {t(words)}
            </label>
          ))}
        </fieldset>
      );
    case 'choice':
      return (
        <select
          id={id}
          className="field"
          value={value}
          disabled={isDisabled}
          {...described}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{t('choice')}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {text(option.text)}
            </option>
          ))}
        </select>
      );
    case 'text':
      return (
        <textarea
          id={id}
          className="field"
          rows={1}
          maxLength={MAX_WORDS}
          value={value}
          disabled={isDisabled}
          {...described}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'count':
    case 'number':
      return (
        <span className="with-unit">
          <input
            id={id}
            type="text"
            className="field"
            inputMode={field.type === 'count' ? 'numeric' : 'decimal'}
            autoComplete="off"
            value={value}
            disabled={isDisabled}
            {...described}
            onChange={(event) => onChange(event.target.value)}
          />
          {field.unit !== null && <span>{text(field.unit)}</span>}
        </span>
      );
  }
}
