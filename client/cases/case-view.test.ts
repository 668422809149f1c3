import { describe, expect, it } from 'vitest';
import type { Step } from '../../server/model/procedure.ts';
import type { Plan, WireWarning } from '../../server/wire/shapes.ts';
import { barePlan } from '../plans/bare-plan.ts';
import { bareCase } from './bare-case.ts';
import {
  canSendBack,
  effectStep,
  holdOf,
  levelBefore,
  logOf,
  measuresByUnit,
  mergeCases,
  proposalsOf,
  roundLines,
  roundRecords,
  sortCases,
} from './case-view.ts';
import { caseChanges, concernsDecision } from './changes.ts';
import { readCaseAnswer } from './api.ts';
import { extremesOf } from './evidence.ts';

const text = { zh: '', en: '' };
const step = (id: string, act: Step['act'], more: Partial<Step> = {}): Step => ({
  id,
  act,
  on: ['start'],
  levels: ['III', 'II'],
  by: ['office'],
  within: null,
  clause: '1',
  text,
  ...more,
});
const plan: Plan = {
  ...barePlan('b'),
  levels: (['III', 'II', 'I'] as const).map((id) => ({
    id,
    color: 'yellow' as const,
    name: text,
    clause: '1',
    guidance: [],
  })),
  steps: [
    step('consult', 'consult'),
    step('approve', 'approve', { by: ['deputy-commander'] }),
    step('publish', 'publish'),
    step('red', 'approve', { levels: ['I'], by: ['commander'] }),
    step('lower', 'declare', { on: ['lower'], by: ['starter', 'commander'] }),
    step('check', 'verify', { on: ['end'] }),
    step('end', 'end', { on: ['end'], by: ['starter'] }),
    step('draft', 'draft', { on: ['notice'] }),
  ],
};
const case_ = (more: Partial<WireWarning>): WireWarning => ({ ...bareCase('w'), ...more });
const record = (id: string, round: number, hour: number, more: Partial<WireWarning['steps'][number]> = {}) => ({
  step: id,
  by: 'a',
  role: 'office',
  at: `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`,
  note: '',
  level: null,
  undone: false,
  round,
  ...more,
});
const open = (id: string, act: Step['act'], decides = false) =>
  ({ step: id, act, roles: ['office'], clause: '1', text, decides }) as const;

describe('the list of cases', () => {
  it('has open ones first, by what they are about, then the newest', () => {
    const sorted = sortCases([
      case_({ id: 'over', state: 'ended', recommended: 'none', changedAt: '2026-01-03T00:00:00Z' }),
      case_({ id: 'low', recommended: 'III', since: '2026-01-02T00:00:00Z' }),
      case_({ id: 'high', level: 'I', recommended: 'none', state: 'lifting' }),
      case_({ id: 'refused', state: 'refused', recommended: 'none', changedAt: '2026-01-04T00:00:00Z' }),
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(['high', 'low', 'refused', 'over']);
  });
  it('takes each case at its highest revision', () => {
    const merged = mergeCases([case_({ revision: 3 })], [case_({ revision: 2, level: 'II' })]);
    expect(merged.get('w')?.revision).toBe(3);
  });
});

describe('the round', () => {
  it('goes in the order of the plan: done, open, to come', () => {
    const of = case_({ steps: [record('consult', 1, 1)], open: [open('approve', 'approve', true)] });
    const lines = roundLines(of, plan);
    expect(lines.map(({ id, state }) => [id, state])).toEqual([
      ['consult', 'done'],
      ['approve', 'open'],
      ['publish', 'to-come'],
    ]);
    expect(canSendBack(lines)).toBe(true);
  });
  it('shows what was sent back before what is to be done again', () => {
    const of = case_({
      steps: [record('consult', 1, 1, { undone: true })],
      open: [open('consult', 'consult')],
    });
    const lines = roundLines(of, plan);
    expect(lines.slice(0, 2).map(({ id, state }) => [id, state])).toEqual([
      ['consult', 'undone'],
      ['consult', 'open'],
    ]);
    expect(canSendBack(lines)).toBe(false);
  });
  it('of a new round has nothing of the one before', () => {
    const of = case_({
      state: 'lifting',
      level: 'II',
      recommended: 'none',
      action: 'end',
      since: '2026-01-01T05:00:00Z',
      steps: [record('approve', 1, 1, { level: 'II', role: 'deputy-commander' })],
      open: [open('check', 'verify')],
    });
    expect(roundRecords(of)).toEqual([]);
    expect(roundLines(of, plan).map(({ id, roles }) => [id, roles])).toEqual([
      ['check', ['office']],
      ['end', ['deputy-commander']],
    ]);
  });
  it('that has put its level in force goes on by the level before', () => {
    const of = case_({
      state: 'in-force',
      level: 'III',
      recommended: 'III',
      action: 'lower',
      steps: [record('approve', 1, 1, { level: 'II' }), record('lower', 2, 5, { level: 'III' })],
    });
    expect(levelBefore(of)).toBe('II');
    expect(roundLines(of, plan).map(({ id, state }) => [id, state])).toEqual([['lower', 'done']]);
  });
  it('from a notice has the steps that the plan names for one', () => {
    const of = case_({ origin: { kind: 'notice', sender: 's', reason: '' }, open: [open('draft', 'draft')] });
    expect(roundLines(of, plan).map(({ id }) => id)).toEqual(['draft']);
  });
});

describe('what keeps a step from being done', () => {
  it('is the consent below a floor, for the step that puts the level in force', () => {
    expect(effectStep(plan.steps.slice(0, 3))).toBe('publish');
    const of = case_({ floor: 'II' });
    expect(holdOf(of, plan, 'publish').needsConsent).toBe(true);
    expect(holdOf(of, plan, 'approve').needsConsent).toBe(false);
  });
  it('is what people have not confirmed before an end', () => {
    const of = case_({
      level: 'III',
      recommended: 'none',
      action: 'end',
      confirm: [
        { clause: '', text, confirmed: true },
        { clause: '', text, confirmed: false },
      ],
    });
    expect(holdOf(of, plan, 'end').unconfirmed).toBe(1);
    expect(holdOf(of, plan, 'check').unconfirmed).toBe(0);
  });
});

describe('what can be proposed', () => {
  const inForce = case_({
    state: 'in-force',
    level: 'II',
    recommended: 'II',
    origin: null,
    steps: [record('approve', 1, 1, { level: 'II', role: 'deputy-commander' })],
  });
  it('is what is below the level in force, by those whom the plan names', () => {
    expect(proposalsOf(inForce, plan)).toEqual([
      { to: 'III', action: 'lower', roles: ['deputy-commander', 'commander'] },
      { to: 'none', action: 'end', roles: ['office', 'deputy-commander'] },
    ]);
  });
  it('is for who raised the level, and for nobody who only tells or reports', () => {
    const raised = case_({
      ...inForce,
      steps: [...inForce.steps, record('red', 2, 3, { level: 'I', role: 'commander' })],
    });
    const told = step('told', 'notify', { on: ['end'], by: ['member-unit'] });
    const hands = step('hands', 'hand-over', { on: ['end'], by: ['member-unit'] });
    const of = { ...plan, steps: [told, ...plan.steps, hands] };
    expect(proposalsOf(raised, of).at(-1)).toEqual({ to: 'none', action: 'end', roles: ['office', 'commander'] });
  });
  it('is nothing before something is in force, and while a decision is carried out', () => {
    expect(proposalsOf(case_({}), plan)).toEqual([]);
    const raised = case_({
      ...inForce,
      recommended: 'I',
      action: 'raise',
      origin: { kind: 'recommendation', recommendation: 'r' },
      since: '2026-01-01T02:00:00Z',
      steps: [...inForce.steps, record('red', 2, 3)],
    });
    const raising = {
      ...plan,
      steps: plan.steps.map((one) => (one.id === 'red' ? { ...one, on: ['raise'] as const } : one)),
    };
    expect(proposalsOf(raised, raising)).toEqual([]);
  });
});

describe('the checklist', () => {
  const measure = (id: string, unit: string, done: boolean) => ({
    id,
    unit,
    group: 'health' as const,
    clause: '',
    text,
    done: done ? { at: '2026-01-01T00:00:00Z', by: 'a', note: 'n', file: 'f.pdf' } : null,
  });
  const due = (id: string, unit: string, at: string) => ({
    step: id,
    kind: 'measure' as const,
    unit,
    role: 'member-unit',
    roles: ['member-unit'],
    at,
    overdue: false,
    escalated: null,
  });
  const of = case_({
    measures: [measure('a', 'x', true), measure('b', 'x', false), measure('c', 'y', false), measure('d', 'y', false)],
    due: [due('c', 'y', '2026-01-01T01:00:00Z'), due('d', 'y', '2026-01-01T09:00:00Z')],
  });
  it('is by unit, late ones first, done ones last', () => {
    const units = measuresByUnit(of, Date.parse('2026-01-01T02:00:00Z'));
    expect(units.map(({ unit, late, done }) => [unit, late, done])).toEqual([
      ['y', 1, 0],
      ['x', 0, 1],
    ]);
    expect(units.flatMap(({ lines }) => lines.map(({ measure: { id } }) => id))).toEqual(['c', 'd', 'b', 'a']);
  });
  it('stands in the log with its note and file', () => {
    expect(logOf(of)).toMatchObject([{ kind: 'measure', id: 'a', unit: 'x', note: 'n', file: 'f.pdf' }]);
  });
});

describe('what changed since somebody looked', () => {
  it('is told, and what concerns the decision is told apart', () => {
    const seen = case_({ confirm: [{ clause: '', text, confirmed: false }] });
    expect(caseChanges(seen, seen)).toEqual([]);
    const ticked = { ...seen, revision: 2, confirm: [{ clause: '', text, confirmed: true }] };
    expect(caseChanges(seen, ticked)).toEqual([{ kind: 'confirmed', count: 1 }]);
    expect(caseChanges(seen, ticked).some(concernsDecision)).toBe(false);
    const raised = { ...ticked, revision: 3, recommended: 'I' as const, steps: [record('consult', 1, 1)] };
    const kinds = caseChanges(seen, raised).map(({ kind }) => kind);
    expect(kinds).toEqual(['recommended', 'done', 'confirmed']);
    expect(caseChanges(seen, raised).some(concernsDecision)).toBe(true);
  });
  it('says so when a step was sent back, and when nothing of it can be told', () => {
    const seen = case_({ steps: [record('consult', 1, 1)] });
    const back = { ...seen, revision: 2, steps: [record('consult', 1, 1, { undone: true })] };
    expect(caseChanges(seen, back)).toMatchObject([{ kind: 'sent-back', record: { step: 'consult' } }]);
    expect(caseChanges(seen, { ...seen, revision: 2 })).toEqual([{ kind: 'other' }]);
  });
});

describe('the answer of the server', () => {
  it('names who may, and gives the case as it stands', () => {
    const body = { code: 'not-allowed', detail: 'd', roles: ['commander'], warning: case_({}) };
    expect(readCaseAnswer(false, body)).toMatchObject({
      ok: false,
      code: 'not-allowed',
      roles: ['commander'],
      warning: { id: 'w' },
    });
    expect(readCaseAnswer(true, case_({}))).toMatchObject({ ok: true, warning: { id: 'w' } });
    expect(readCaseAnswer(true, null)).toMatchObject({ ok: false, code: 'no-answer' });
    expect(readCaseAnswer(false, { code: 'overloaded' })).toMatchObject({ code: 'overloaded', warning: null });
  });
});

it('an evidence tells its newest value, and the highest that is forecast', () => {
  const values = [
    ['1', 5],
    ['2', 3],
    ['3', null],
    ['4', 8, 'forecast'],
    ['5', 6, 'forecast'],
  ] as const;
  expect(extremesOf({ values })).toEqual({ newest: ['2', 3], forecast: ['4', 8] });
});
