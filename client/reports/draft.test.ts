import { describe, expect, it } from 'vitest';
import { bareSubject } from '../../server/model/jurisdiction.ts';
import type { Field, Form } from '../../server/model/procedure.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { readAnswer } from './api.ts';
import { placesOf, readDraft } from './draft.ts';

const text = { zh: '', en: '' };
const field = (id: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  id,
  type,
  title: text,
  clause: '4',
  unit: null,
  metric: type === 'text' ? null : `report.p.${id}`,
  options: [],
  ...more,
});
const form: Form = {
  id: 'accident',
  title: text,
  clause: '4',
  fields: [
    field('place', 'text'),
    field('deaths', 'count', { unit: { zh: '人', en: 'persons' } }),
    field('loss', 'number'),
    field('grade', 'choice', {
      options: [
        { value: 0, text: { zh: '无', en: 'none' } },
        { value: 2, text: { zh: '较大', en: 'major' } },
      ],
    }),
    field('ended', 'yes-no'),
  ],
};
const sent = (draft: Record<string, string>) =>
  Object.fromEntries(readDraft(form, draft).entries.map((entry) => [entry.field.id, entry.value]));

describe('a draft of a report', () => {
  it('sends what is filled in, in the type of each field, and leaves out what is not known', () => {
    expect(sent({ place: ' 矿区 ', deaths: '3', loss: '12.5', grade: '0', ended: '0' })).toEqual({
      place: '矿区',
      deaths: 3,
      loss: 12.5,
      grade: 0,
      ended: false,
    });
    expect(sent({ deaths: '', loss: '  ', ended: '', grade: '' })).toEqual({});
    expect(sent({ ended: '1' })).toEqual({ ended: true });
  });

  it('reads the wide digits of a Chinese keyboard', () => {
    expect(sent({ deaths: '１０' })).toEqual({ deaths: 10 });
  });

  it.each([
    ['deaths', '1.5', 'count'],
    ['deaths', '-1', 'count'],
    ['deaths', '三', 'count'],
    ['loss', '1,000', 'number'],
    ['loss', '.5', 'number'],
    ['grade', '1', 'choice'],
    ['place', 'x'.repeat(501), 'long'],
  ])('finds fault with %s %s', (id, words, fault) => {
    const read = readDraft(form, { [id]: words });
    expect(read.faults).toEqual({ [id]: fault });
    expect(read.entries).toEqual([]);
  });

  it('is no report with words alone', () => {
    expect(readDraft(form, { place: '矿区' }).isJudged).toBe(false);
    expect(readDraft(form, { place: '矿区', ended: '0' }).isJudged).toBe(true);
  });

  it('words each entry as the form does', () => {
    const words = readDraft(form, { deaths: '3', grade: '2', ended: '1' }).entries.map((entry) => entry.words.zh);
    expect(words).toEqual(['3 人', '较大', '是']);
  });
});

describe('the areas of a report', () => {
  const place = (id: string, plans: string[]): Jurisdiction => ({
    id,
    name: text,
    timezone: 'UTC',
    plans,
    subjects: [
      { ...bareSubject(`${id}-next`, 'county', text), neighbour: true },
      bareSubject(`${id}-city`, 'city', text),
      bareSubject(`${id}-county`, 'county', text),
    ],
  });
  it('are the county or city of each jurisdiction in which the plan holds', () => {
    const places = placesOf({ ...barePlan('p'), area: 'county' }, [
      place('a', ['p']),
      place('b', []),
      place('c', ['p']),
    ]);
    expect(places.map(({ subject }) => subject.id)).toEqual(['a-county', 'c-county']);
  });
});

describe('the answer to a report', () => {
  it('tells the levels of the rules', () => {
    expect(
      readAnswer(true, {
        id: 'r-1',
        accepted: 2,
        levels: [{ rule: 'grade', subject: 'a', level: 'II', more: 1 }, { rule: 'x', level: 'V' }, null],
      }),
    ).toEqual({ ok: true, id: 'r-1', accepted: 2, levels: [{ rule: 'grade', subject: 'a', level: 'II' }] });
  });

  it('tells what is wrong with which field', () => {
    const errors = [{ field: 'deaths', reason: 'expected a whole number' }];
    expect(readAnswer(false, { code: 'invalid-report', detail: 'deaths: …', errors })).toEqual({
      ok: false,
      code: 'invalid-report',
      detail: 'deaths: …',
      errors,
    });
    expect(readAnswer(false, null)).toMatchObject({ ok: false, code: 'no-answer', errors: [] });
  });
});
