import type { Field, Form } from './procedure.ts';

/** What people send for a field: a number, yes or no, or words. */
export type FieldValue = number | boolean | string;

/** A filled-in form: facts that become readings, and words for people. */
export interface ReportContent {
  /** Values by metric. */
  readonly facts: readonly { readonly metric: string; readonly value: number }[];
  /** Words by field id. */
  readonly words: Readonly<Record<string, string>>;
}

/** What is wrong with a field. */
export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}

/** Longest text of a field. */
export const MAX_WORDS = 500;

/** A filled-in form in the words of the model, or everything that is wrong with it. Fields may be left out. */
export function readReport(
  form: Form,
  values: Readonly<Record<string, FieldValue>>,
): { readonly ok: true; readonly value: ReportContent } | { readonly ok: false; readonly faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const facts: { metric: string; value: number }[] = [];
  const words: Record<string, string> = {};
  for (const [id, given] of Object.entries(values)) {
    const field = form.fields.find((each) => each.id === id);
    if (field === undefined) {
      const known = form.fields.map((each) => each.id).join(', ');
      faults.push({ field: id, reason: `is no field of the form ${form.id} (${known})` });
      continue;
    }
    if (field.metric === null) {
      if (typeof given === 'string' && given.length <= MAX_WORDS) words[id] = given;
      else faults.push({ field: id, reason: `expected text of ${MAX_WORDS} characters at most` });
      continue;
    }
    const value = valueOf(field, given);
    if (value === null)
      faults.push({ field: id, reason: `expected ${expectedOf(field)}, found ${JSON.stringify(given)}` });
    else facts.push({ metric: field.metric, value });
  }
  if (faults.length === 0 && facts.length === 0) {
    faults.push({ field: '', reason: 'expected at least one field that is judged' });
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: { facts, words } };
}

function valueOf({ type, options }: Field, given: FieldValue): number | null {
  if (type === 'yes-no') return typeof given === 'boolean' ? Number(given) : null;
  if (typeof given !== 'number' || !Number.isFinite(given) || given < 0) return null;
  if (type === 'count' && !Number.isInteger(given)) return null;
  if (type === 'choice' && !options.some(({ value }) => value === given)) return null;
  return given;
}

function expectedOf({ type, options }: Field): string {
  switch (type) {
    case 'count':
      return 'a whole number from 0';
    case 'yes-no':
      return 'true or false';
    case 'choice':
      return `one of ${options.map(({ value }) => value).join(', ')}`;
    case 'number':
    case 'text':
      return 'a number from 0';
  }
}
