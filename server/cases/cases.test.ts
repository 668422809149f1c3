import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, Case, CaseEvent } from '../model/case.ts';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import type { Level, RaisedLevel } from '../model/level.ts';
import type { Plan } from '../model/plan.ts';
import { PLAN_ROLES, type Role } from '../model/procedure.ts';
import { loadThresholds } from '../plans/load.ts';
import {
  CaseBook,
  callOverdue,
  decideBeginning,
  decideCase,
  decideDeclaration,
  duesOf,
  followRecommendations,
  isCaseOver,
  localInstantIn,
  openSteps,
  startRound,
  stateOf,
  stepCase,
  type CaseCommand,
} from './index.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
if (!loaded.ok) throw new Error('thresholds do not load');
const { plans } = loaded.value;
const ZONE = 'Asia/Shanghai';
const START = Date.parse('2025-12-01T08:00:00+08:00');
const planOf = (id: string): Plan => {
  const plan = plans.get(id);
  if (plan === undefined) throw new Error(`no plan ${id}`);
  return plan;
};
const as = (role: Role): Actor => ({ name: `${role} on duty`, role });

/** A case of a plan that people work on, with the clock at hand. */
class Desk {
  readonly book = new CaseBook();
  at = START;
  readonly events: CaseEvent[] = [];

  constructor(readonly plan: Plan) {}

  recommend(to: Level, action: 'start' | 'raise' | 'lower' | 'lift' | 'end' = 'start', id = `w-${to}`): void {
    const standing = {
      id,
      at: this.at,
      plan: this.plan.id,
      subject: 'place',
      action,
      from: 'none',
      to,
      immediate: null,
      publishBy: null,
      state: 'standing',
      endedAt: null,
      revision: 1,
    } as const;
    this.follow([standing]);
  }

  follow(standing: Parameters<typeof followRecommendations>[0]['standing']): void {
    this.events.push(
      ...followRecommendations({ book: this.book, plans, zone: ZONE, at: this.at, standing, evidenceOf: () => [] }),
    );
  }

  get case(): Case {
    const found = this.book.all()[0];
    if (found === undefined) throw new Error('there is no case');
    return found;
  }

  try(role: Role, what: CaseCommand, note: string | null = null, revision = this.case.revision) {
    const context = { plan: this.plan, at: this.at, by: as(role), revision, note, condition: 'none' as const };
    const decision = decideCase(this.case, what, context);
    if (decision.ok) {
      this.book.apply(decision.event);
      this.events.push(decision.event);
    }
    return decision.ok ? 'done' : decision.refusal.code;
  }

  step(role: Role, step: string, note: string | null = null) {
    return this.try(role, { kind: 'step', step }, note);
  }

  /** `step due-time` of what is due, in local hours and minutes from the start. */
  dues(kind: 'step' | 'report' | 'measure'): string[] {
    return duesOf(this.case, ZONE, localInstantIn(ZONE))
      .filter((due) => due.kind === kind)
      .map(({ id, at }) => `${id} +${(at - START) / MINUTE_MS} min`);
  }

  open(): string[] {
    const { round } = this.case;
    return round === null ? [] : openSteps(this.case, round).map(({ id }) => id);
  }
}

describe('the pollution plan', () => {
  const desk = (): Desk => new Desk(planOf('yangquan-heavy-pollution'));

  test('from consultation to published: each step waits for the one before, and its deadline runs from it', () => {
    const on = desk();
    on.recommend('II');
    expect([stateOf(on.case), on.open()]).toEqual(['recommended', ['consult']]);
    expect(on.step('office', 'draft')).toBe('wrong-state');
    expect(on.step('deputy-commander', 'approve')).toBe('wrong-state');
    expect(on.step('operator', 'consult')).toBe('not-allowed');
    on.at += 30 * MINUTE_MS;
    expect(on.step('office', 'consult', '会商意见')).toBe('done');
    // The hour for the form runs from the end of the consultation.
    expect(on.dues('step')).toEqual(['draft +90 min']);
    on.at += 20 * MINUTE_MS;
    expect(on.step('office', 'draft')).toBe('done');
    expect(stateOf(on.case)).toBe('drafted');
    expect(on.step('commander', 'approve')).toBe('not-allowed');
    expect(on.step('deputy-commander', 'approve')).toBe('done');
    expect([stateOf(on.case), on.case.level]).toEqual(['approved', 'none']);
    expect(on.dues('step')).toEqual(['order +170 min', 'publish +170 min']);
    on.at += 10 * MINUTE_MS;
    expect(on.step('office', 'publish')).toBe('done');
    expect([stateOf(on.case), on.case.level, on.case.highest]).toEqual(['in-force', 'II', 'II']);
    on.at += 5 * MINUTE_MS;
    expect(on.step('office', 'order')).toBe('done');
    // Measures are in place two hours after the order.
    expect(new Set(on.dues('measure').map((due) => due.split(' ')[1]))).toContain(`+${65 + 120}`);
    expect(on.case.measures.length).toBeGreaterThan(30);
  });

  test('the members report on the day before: from the second day on, whatever level follows', () => {
    const on = desk();
    const DAY = 24 * 60;
    const daily = (): string[] => on.dues('report').filter((due) => due.startsWith('daily'));
    const putInForce = (): void => {
      for (const step of ['consult', 'draft']) on.step('office', step);
      on.step('deputy-commander', 'approve');
      for (const step of ['publish', 'order']) on.step('office', step);
    };
    on.recommend('III');
    putInForce();
    // It is eight in the morning: there is no day before to tell of at ten.
    expect(daily()).toEqual([`daily +${DAY + 120} min`]);
    on.at += DAY * MINUTE_MS;
    expect(on.try('member-unit', { kind: 'report', report: 'daily' })).toBe('done');
    expect(daily()).toEqual([`daily +${2 * DAY + 120} min`]);
    on.at += HOUR_MS;
    on.recommend('II', 'raise');
    putInForce();
    expect(daily()).toEqual([`daily +${2 * DAY + 120} min`]);
    on.at += DAY * MINUTE_MS;
    on.recommend('III', 'lower', 'w-lower');
    for (const step of ['consult-lift', 'draft-lift']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    on.step('office', 'publish');
    // Nine o'clock on the third day: what was done on the second is still to be told by ten.
    expect([on.case.level, daily()]).toEqual(['III', [`daily +${2 * DAY + 120} min`]]);
  });

  test('a measure in place stays in place when the level is lowered, and is done anew when it is raised', () => {
    const on = desk();
    const fireworks = (): number => on.dues('measure').filter((due) => due.startsWith('fireworks')).length;
    const units = on.plan.measures.find(({ id }) => id === 'fireworks')?.units ?? [];
    on.recommend('II');
    for (const step of ['consult', 'draft']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    for (const step of ['publish', 'order']) on.step('office', step);
    for (const unit of units) on.try('member-unit', { kind: 'measure', measure: 'fireworks', unit, file: null });
    expect([units.length, fireworks()]).toEqual([2, 0]);
    on.at += HOUR_MS;
    on.recommend('III', 'lower', 'w-lower');
    for (const step of ['consult-lift', 'draft-lift']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    on.step('office', 'publish');
    expect([on.case.level, fireworks()]).toEqual(['III', 0]);
    expect(on.dues('measure')).toContain('earthworks +180 min');
    on.at += HOUR_MS;
    on.recommend('II', 'raise', 'w-raise');
    for (const step of ['consult', 'draft']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    for (const step of ['publish', 'order']) on.step('office', step);
    expect([on.case.level, fireworks()]).toEqual(['II', 2]);
  });

  test('measures are not due before the order, which may go out before the warning', () => {
    const on = desk();
    on.recommend('III');
    for (const step of ['consult', 'draft']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    on.step('office', 'publish');
    expect(on.dues('measure')).toEqual([]);
    const early = desk();
    early.recommend('III');
    for (const step of ['consult', 'draft']) early.step('office', step);
    early.step('deputy-commander', 'approve');
    early.step('office', 'order');
    early.at += 30 * MINUTE_MS;
    early.step('office', 'publish');
    expect(new Set(early.dues('measure').map((due) => due.split(' ')[1]))).toEqual(new Set(['+120']));
  });

  test('red is for the commander, and a raise while yellow waits for approval takes its place', () => {
    const on = desk();
    on.recommend('III');
    on.step('office', 'consult');
    on.step('office', 'draft');
    on.recommend('I', 'start', 'w-red');
    expect([on.case.rounds, on.case.round?.to, stateOf(on.case)]).toEqual([2, 'I', 'recommended']);
    on.step('office', 'consult');
    on.step('office', 'draft');
    expect(on.step('deputy-commander', 'approve-red')).toBe('not-allowed');
    expect(on.step('commander', 'approve-red')).toBe('done');
    expect(on.step('office', 'publish-red')).toBe('done');
    expect(on.case.level).toBe('I');
  });

  test('an approver sends the form back with a reason; it is filled in again', () => {
    const on = desk();
    on.recommend('III');
    on.step('office', 'consult');
    on.step('office', 'draft');
    expect(on.try('deputy-commander', { kind: 'send-back' })).toBe('note-required');
    expect(on.try('office', { kind: 'send-back' }, 'no')).toBe('not-allowed');
    expect(on.try('deputy-commander', { kind: 'send-back' }, '主要污染物不清')).toBe('done');
    expect([on.open(), on.step('deputy-commander', 'approve')]).toEqual([['draft'], 'wrong-state']);
    expect(on.step('office', 'draft')).toBe('done');
    expect(on.step('deputy-commander', 'approve')).toBe('done');
    expect(on.case.steps.map(({ step, undone }) => [step, undone])).toEqual([
      ['consult', false],
      ['draft', true],
      ['draft', false],
      ['approve', false],
    ]);
  });

  test('refused: nothing is in force and the case is over', () => {
    const on = desk();
    on.recommend('III');
    on.step('office', 'consult');
    on.step('office', 'draft');
    expect(on.try('deputy-commander', { kind: 'refuse' }, '预报转好')).toBe('done');
    expect([stateOf(on.case), isCaseOver(on.case)]).toEqual(['refused', true]);
  });

  test('withdrawn when its condition goes before anybody approved it, and not after', () => {
    const on = desk();
    on.recommend('III');
    on.step('office', 'consult');
    on.follow([]);
    expect([stateOf(on.case), isCaseOver(on.case)]).toEqual(['withdrawn', true]);
    const later = desk();
    later.recommend('III');
    for (const step of ['consult', 'draft']) later.step('office', step);
    later.step('deputy-commander', 'approve');
    later.follow([]);
    expect(stateOf(later.case)).toBe('approved');
  });

  test('two screens on the same revision: one wins, the other is told', () => {
    const on = desk();
    on.recommend('III');
    const { revision } = on.case;
    expect(on.try('office', { kind: 'step', step: 'consult' }, null, revision)).toBe('done');
    expect(on.try('office', { kind: 'step', step: 'consult' }, null, revision)).toBe('stale-revision');
  });

  test('lifted by the same approvers; then it is over', () => {
    const on = desk();
    on.recommend('II');
    for (const step of ['consult', 'draft']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    for (const step of ['publish', 'order']) on.step('office', step);
    on.recommend('none', 'lift', 'w-lift');
    expect(stateOf(on.case)).toBe('lifting');
    for (const step of ['consult-lift', 'draft-lift']) expect(on.step('office', step)).toBe('done');
    expect(on.step('deputy-commander', 'approve')).toBe('done');
    expect(on.step('office', 'publish')).toBe('done');
    expect(on.case.level).toBe('none');
    expect(on.step('member-unit', 'stand-down')).toBe('done');
    expect([stateOf(on.case), isCaseOver(on.case)]).toEqual(['ended', true]);
  });

  test('what is late is called so once, and the next role is told', () => {
    const on = desk();
    on.recommend('III');
    on.step('office', 'consult');
    on.at += HOUR_MS;
    expect(callOverdue(on.book, plans, ZONE, on.at)).toEqual([]);
    on.at += 1;
    expect(callOverdue(on.book, plans, ZONE, on.at)).toMatchObject([
      { kind: 'case-overdue', due: 'step:1:draft', escalatedTo: 'deputy-commander' },
    ]);
    expect(callOverdue(on.book, plans, ZONE, on.at + HOUR_MS)).toEqual([]);
    expect(on.step('office', 'draft')).toBe('done');
  });

  test('below a notified level only with a consent on record', () => {
    const on = desk();
    const origin = { kind: 'notice', sender: 'province', reason: '' } as const;
    const round = startRound(on.plan, { to: 'II', inForce: 'none', origin, evidence: [], by: as('office') });
    const { plan } = on;
    on.book.apply({
      kind: 'case-opened',
      id: 'w-notice',
      at: on.at,
      plan: plan.id,
      edition: '2021',
      subject: 'place',
      round,
    });
    expect(on.dues('step')).toEqual(['draft-notice +60 min']);
    on.step('office', 'draft-notice');
    on.step('deputy-commander', 'approve');
    on.step('office', 'publish');
    on.recommend('III', 'lower', 'w-lower');
    for (const step of ['consult-lift', 'draft-lift']) on.step('office', step);
    on.step('deputy-commander', 'approve');
    expect(on.step('office', 'publish')).toBe('note-required');
    expect(on.step('office', 'publish', '省指办同意')).toBe('done');
    expect(on.case.level).toBe('III');
  });
});

describe('the outage plan', () => {
  test('who started it ends it, once everything is confirmed', () => {
    const on = new Desk(planOf('yangcheng-outage'));
    on.recommend('II');
    for (const step of ['verify', 'assess-ii', 'propose-ii']) expect(on.step('office', step)).toBe('done');
    expect(on.step('office', 'start-ii')).toBe('not-allowed');
    expect(on.step('deputy-commander', 'start-ii')).toBe('done');
    expect([on.case.level, on.case.starter?.role]).toEqual(['II', 'deputy-commander']);
    on.recommend('none', 'end', 'w-end');
    expect(on.step('office', 'confirm-end')).toBe('done');
    expect(on.step('commander', 'end')).toBe('not-allowed');
    expect(on.step('deputy-commander', 'end')).toBe('wrong-state');
    on.case.confirm.forEach((_, item) => expect(on.try('office', { kind: 'confirm', item })).toBe('done'));
    expect(on.step('deputy-commander', 'end')).toBe('done');
    expect(stateOf(on.case)).toBe('ended');
  });

  test('who raised it ends it, and whoever lowers it does not take its place', () => {
    const on = new Desk(planOf('yangcheng-outage'));
    on.recommend('III');
    for (const step of ['verify', 'assess-iii', 'start-iii']) expect(on.step('office', step)).toBe('done');
    on.recommend('I', 'raise');
    for (const step of ['verify', 'assess-i', 'propose-i']) expect(on.step('office', step)).toBe('done');
    expect(on.step('commander', 'start-i')).toBe('done');
    expect(on.case.starter?.role).toBe('commander');
    expect(on.try('office', { kind: 'propose', to: 'II' }, '恢复过半')).toBe('done');
    expect(on.step('office', 'lower')).toBe('done');
    expect([on.case.level, on.case.starter?.role]).toEqual(['II', 'commander']);
    on.case.confirm.forEach((_, item) => on.try('office', { kind: 'confirm', item }));
    on.recommend('none', 'end', 'w-end');
    on.step('office', 'confirm-end');
    expect(on.step('office', 'end')).toBe('not-allowed');
    expect(on.step('commander', 'end')).toBe('done');
  });

  test('a notice that only hands over puts nothing in force and stands in nobody’s way', () => {
    const on = new Desk(planOf('yangcheng-outage'));
    const asked = { kind: 'notice', sender: 'city', level: 'I', by: as('operator'), reason: '' } as const;
    const context = { plan: on.plan, subject: 'place', open: null, at: on.at, zone: ZONE, newId: () => 'w-notice' };
    const begun = decideBeginning(asked, context);
    if (!begun.ok) throw new Error(begun.refusal.detail);
    on.book.apply(begun.event);
    on.events.push(begun.event);
    // The county's own start goes on beside it.
    on.recommend('II');
    expect([on.case.rounds, on.case.round?.to, on.open()]).toEqual([2, 'II', ['verify']]);
    const other = new Desk(on.plan);
    other.book.apply(begun.event);
    expect(other.step('commander', 'hand-over')).toBe('done');
    expect([stateOf(other.case), isCaseOver(other.case), other.case.endedAt]).toEqual(['ended', true, other.at]);
  });

  test('reports come again and again while it is in force', () => {
    const on = new Desk(planOf('yangcheng-energy-supply'));
    on.recommend('I');
    for (const step of ['verify', 'consult', 'propose-i']) on.step('office', step);
    expect(on.step('commander', 'declare-i')).toBe('done');
    const hourly = (): string[] => on.dues('report').filter((due) => due.endsWith(' min'));
    expect(hourly()).toContain('situation-i +60 min');
    on.at += 50 * MINUTE_MS;
    expect(on.try('office', { kind: 'report', report: 'situation-i' }, '已报')).toBe('done');
    expect(hourly()).toContain('situation-i +110 min');
  });
});

test('a level that the plan leaves to judgement is declared by its role only, with a reason', () => {
  const plan = planOf('yangcheng-energy-supply');
  const declaration = plan.declarations.find(({ levels }) => levels.includes('I'));
  if (declaration === undefined) throw new Error('the plan declares nothing');
  const by = declaration.by[0] ?? 'commander';
  const ask = (role: Role, reason = '需要上级协调', level: RaisedLevel = 'I') =>
    decideDeclaration(plan, { declaration: declaration.id, level, by: as(role), reason }, 'none');
  expect(ask(by)).toMatchObject({ ok: true, round: { action: 'start', to: 'I' } });
  expect(ask('member-unit')).toMatchObject({ ok: false, refusal: { code: 'not-allowed', roles: declaration.by } });
  expect(ask(by, ' ')).toMatchObject({ ok: false, refusal: { code: 'note-required' } });
  expect(ask(by, 'x', 'IV')).toMatchObject({ ok: false, refusal: { code: 'unknown-id' } });
});

/** Who may put a level in force, read from the texts by hand (SEMANTICS 9); the starter may lower and end. */
const DECIDERS: Readonly<Record<string, Readonly<Partial<Record<RaisedLevel, readonly Role[]>>>>> = {
  'yangquan-heavy-pollution': { III: ['deputy-commander'], II: ['deputy-commander'], I: ['commander'] },
  'yangcheng-outage': { III: ['office'], II: ['deputy-commander', 'commander'], I: ['commander'] },
  'yangcheng-energy-supply': { III: ['office-director'], II: ['deputy-commander', 'commander'], I: ['commander'] },
  'yangquan-outage': { IV: ['office-director'], III: ['commander'], II: ['commander'], I: ['general-commander'] },
};

describe.each(Object.keys(DECIDERS))('whatever people do under %s', (id) => {
  const plan = planOf(id);
  const levels = plan.levels.map((level) => level.id);
  const steps = plan.steps.map((step) => step.id);
  const action = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('step' as const),
        step: fc.constantFrom(...steps),
        role: fc.constantFrom(...PLAN_ROLES),
      }),
    },
    // What is open, by a role that may: else chance seldom gets far.
    { weight: 24, arbitrary: fc.record({ kind: fc.constant('next' as const), pick: fc.nat(5) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('recommend' as const), to: fc.constantFrom<Level>('none', ...levels) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('send-back' as const, 'refuse' as const),
        role: fc.constantFrom(...PLAN_ROLES),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('propose' as const),
        to: fc.constantFrom<Level>('none', ...levels),
        role: fc.constantFrom(...PLAN_ROLES),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('confirm' as const), item: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }) },
  );

  test('nothing is in force without the approval that the plan demands, and no event is lost', () => {
    let effects = 0;
    let ends = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 40, maxLength: 80, size: 'max' }), (actions) => {
        const on = new Desk(plan);
        on.recommend(levels[0] ?? 'III', 'start', 'w-0');
        let number = 0;
        for (const each of actions) {
          const of = on.book.open(plan.id, 'place');
          on.at += MINUTE_MS;
          if (each.kind === 'wait') {
            on.at += each.hours * HOUR_MS;
            on.events.push(...callOverdue(on.book, plans, ZONE, on.at));
          } else if (each.kind === 'recommend') {
            number += 1;
            const inForce = of?.level ?? 'none';
            if (each.to === inForce) on.follow([]);
            else if (each.to !== 'none' || inForce !== 'none') {
              const end = plan.recommendation.kind === 'warning' ? 'lift' : 'end';
              const next = each.to === 'none' ? end : inForce === 'none' ? 'start' : 'raise';
              on.recommend(each.to, next, `w-${number}`);
            }
          } else if (of !== null) {
            if (each.kind === 'step') on.step(each.role, each.step, 'note');
            else if (each.kind === 'confirm') on.try('office', { kind: 'confirm', item: each.item });
            else if (each.kind === 'propose') on.try(each.role, { kind: 'propose', to: each.to }, 'why');
            else if (each.kind === 'next') {
              const open = of.round === null ? [] : openSteps(of, of.round);
              const step = open[each.pick % Math.max(1, open.length)];
              const role = step?.by[0] === 'starter' ? of.starter?.role : step?.by.find((each) => each !== 'starter');
              if (step !== undefined && role !== undefined) on.step(role, step.id, 'note');
            } else on.try(each.role, { kind: each.kind }, 'why');
          }
        }
        check(on, plan);
        const reached = on.events.flatMap((event) => (event.kind === 'case-step' ? (event.effect ?? []) : []));
        effects += reached.length;
        ends += reached.filter(({ level }) => level === 'none').length;
      }),
      { numRuns: 150, seed: 20251201 },
    );
    // Chance got far enough to say something.
    expect(effects).toBeGreaterThan(100);
    expect(ends).toBeGreaterThan(0);
  });
});

/** What must hold of everything that happened. */
function check(on: Desk, plan: Plan): void {
  const acts = new Map(plan.steps.map((step) => [step.id, step.act]));
  for (const of of on.book.all()) {
    const own = on.events.filter((event) => event.id === of.id);
    // The log is what was decided, in that order, and the case is its fold.
    expect(of.log).toEqual(own);
    expect(of.revision).toBe(own.length);
    let again: Case | null = null;
    for (const event of own) again = stepCase(again, event);
    expect(again).toEqual(of);
    const unapproved: string[] = [];
    let level: Level = 'none';
    let sinceRound: Extract<CaseEvent, { kind: 'case-step' }>[] = [];
    for (const event of own) {
      if (event.kind === 'case-opened' || event.kind === 'case-round') sinceRound = [];
      if (event.kind === 'case-sent-back') {
        // A form that is sent back takes what came after it along.
        const from = sinceRound.findIndex(({ step }) => step === event.to);
        sinceRound = from < 0 ? sinceRound : sinceRound.slice(0, from);
      }
      if (event.kind !== 'case-step') continue;
      sinceRound.push(event);
      const { effect } = event;
      if (effect === null) continue;
      const isUp = effect.level !== 'none' && (level === 'none' || isHigher(effect.level, level));
      if (isUp) {
        const may = DECIDERS[plan.id]?.[effect.level as RaisedLevel] ?? [];
        const decisions = sinceRound.filter(({ step }) => ['approve', 'declare'].includes(acts.get(step) ?? ''));
        if (!decisions.some(({ by }) => may.includes(by.role)))
          unapproved.push(`${event.step} put ${effect.level} in force`);
      }
      level = effect.level;
    }
    expect(unapproved).toEqual([]);
    expect(level).toBe(of.level);
  }
}

const ORDER: readonly Level[] = ['none', 'IV', 'III', 'II', 'I'];
const isHigher = (a: Level, b: Level): boolean => ORDER.indexOf(a) > ORDER.indexOf(b);
