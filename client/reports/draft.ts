/** A report while it is being written: what stands in the fields, and what of it can be sent. Pure. */
import type { Field, Form } from '../../server/model/procedure.ts';
import type { Subject } from '../../server/model/jurisdiction.ts';
import type { FieldValue } from '../../server/model/report.ts';
import type { Jurisdiction, JudgedPlan, Text } from '../../server/wire/shapes.ts';
import { valueWords } from '../plans/report-sentences.ts';

/** The text of each field by its id; empty or absent: not known, and not sent. A yes-no is `1` or `0`. */
export type Draft = Readonly<Record<string, string>>;

/** Why the text of a field cannot be sent. */
export type DraftFault = 'count' | 'number' | 'choice' | 'long';

/** One field that will be sent, as the form words it. */
export interface DraftEntry {
  readonly field: Field;
  readonly value: FieldValue;
  readonly words: Text;
}

export interface ReadDraft {
  readonly entries: readonly DraftEntry[];
  readonly faults: Readonly<Record<string, DraftFault>>;
  /** Something of it can be judged: words alone make no report. */
  readonly isJudged: boolean;
}

/** Longest text of a field. */
export const MAX_WORDS = 500;

/** Digits of a Chinese keyboard are as wide as its letters. */
const plainDigits = (text: string): string => text.normalize('NFKC').trim();

function readField(field: Field, text: string): DraftEntry | DraftFault {
  switch (field.type) {
    case 'text': {
      const words = text.trim();
      return words.length > MAX_WORDS ? 'long' : { field, value: words, words: { zh: words, en: words } };
    }
    case 'yes-no': {
      const value = text === '1' ? 1 : 0;
      return { field, value: value === 1, words: valueWords(field, value) };
    }
    case 'choice': {
      const value = Number(text);
      const isOffered = field.options.some((option) => option.value === value);
      return isOffered ? { field, value, words: valueWords(field, value) } : 'choice';
    }
    case 'count':
    case 'number': {
      const plain = plainDigits(text);
      const isFit = field.type === 'count' ? /^\d{1,15}$/.test(plain) : /^\d{1,15}(?:\.\d+)?$/.test(plain);
      if (!isFit) return field.type;
      const value = Number(plain);
      return { field, value, words: valueWords(field, value) };
    }
  }
}

/** What of a draft can be sent, in the order of the form, and what is wrong with the rest. Empty fields are neither. */
export function readDraft(form: Form, draft: Draft): ReadDraft {
  const entries: DraftEntry[] = [];
  const faults: Record<string, DraftFault> = {};
  for (const field of form.fields) {
    const text = draft[field.id] ?? '';
    if (text.trim() === '') continue;
    const read = readField(field, text);
    if (typeof read === 'string') faults[field.id] = read;
    else entries.push(read);
  }
  return { entries, faults, isJudged: entries.some(({ field }) => field.metric !== null) };
}

/** An area that a report can speak of. */
export interface ReportPlace {
  readonly jurisdiction: Jurisdiction;
  readonly subject: Subject;
}

/** The areas in which a plan holds: of each jurisdiction its city or county, as the plan has it. */
export function placesOf(plan: JudgedPlan, jurisdictions: readonly Jurisdiction[]): readonly ReportPlace[] {
  return jurisdictions.flatMap((jurisdiction): ReportPlace[] => {
    if (!jurisdiction.plans.includes(plan.id)) return [];
    const find = (kind: string): Subject | undefined =>
      jurisdiction.subjects.find((subject) => subject.kind === kind && !subject.neighbour);
    const subject = find(plan.area) ?? find(plan.area === 'city' ? 'county' : 'city');
    return subject === undefined ? [] : [{ jurisdiction, subject }];
  });
}
