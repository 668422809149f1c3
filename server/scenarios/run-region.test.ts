import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decideBeginning, decideCase, type CaseCommand } from '../cases/index.ts';
import { isCaseEvent, type Case } from '../model/case.ts';
import { MINUTE_MS } from '../model/instant.ts';
import { parseLocal } from '../model/local-time.ts';
import type { Plan } from '../model/plan.ts';
import type { Role } from '../model/procedure.ts';
import { observedNow } from '../model/reading.ts';
import { Region, type RegionEvent } from '../pipeline/region.ts';
import { loadThresholds } from '../plans/load.ts';
import { formatProblem } from '../plans/problem.ts';
import { lineOfCaseEvent } from './case-lines.ts';

const loaded = loadThresholds({ root: join(import.meta.dirname, '../../thresholds') });
if (!loaded.ok) throw new Error(loaded.error.map(formatProblem).join('\n'));
const { plans, jurisdictions, standards } = loaded.value;

/** Yangcheng with its own plans for outages and for energy, both of which look at the county grid. */
class TwoPlans {
  readonly region: Region;
  readonly record: RegionEvent[] = [];
  private readonly plans: readonly Plan[];
  private now = 0;

  constructor() {
    const jurisdiction = jurisdictions.find(({ id }) => id === 'yangcheng');
    if (jurisdiction === undefined) throw new Error('the jurisdiction is gone');
    this.plans = ['yangcheng-outage', 'yangcheng-energy-supply'].flatMap((id) => plans.get(id) ?? []);
    this.region = new Region(jurisdiction, this.plans, standards);
  }

  /** Goes on to a local time of day, minute by minute. */
  at(time: string): this {
    const until = parseLocal(`2025-12-01 ${time}`, 'Asia/Shanghai') ?? Number.NaN;
    for (let now = this.now === 0 ? until : this.now + MINUTE_MS; now <= until; now += MINUTE_MS) {
      this.now = now;
      this.record.push(...this.region.tick(now));
    }
    return this;
  }

  /** Customers of the county grid that are out, of 172 000. */
  out(customers: number): this {
    const reading = { ...observedNow('yc-grid', 'grid.customers_out', customers, this.now), receivedAt: this.now };
    this.record.push(...this.region.take([reading], this.now));
    return this;
  }

  open(plan: string): Case | null {
    return this.region.cases.open(plan, 'yangcheng');
  }

  act(plan: string, role: Role, what: CaseCommand, note: string | null = null): string {
    const of = this.open(plan);
    const text = this.plans.find(({ id }) => id === plan);
    if (of === null || text === undefined) return 'no case';
    const condition = this.region.judge.conditionOf(plan);
    const by = { name: role, role };
    const context = { plan: text, at: this.now, by, revision: of.revision, note, condition };
    return this.carryOut(decideCase(of, what, context));
  }

  step(plan: string, role: Role, step: string): string {
    return this.act(plan, role, { kind: 'step', step });
  }

  declare(plan: string, role: Role, declaration: string, level: 'III' | 'II' | 'I'): string {
    const text = this.plans.find(({ id }) => id === plan);
    if (text === undefined) return 'no plan';
    const asked = { kind: 'declaration', declaration, level, by: { name: role, role }, reason: 'why' } as const;
    const newId = (): string => `w-${plan}`;
    const zone = 'Asia/Shanghai';
    const open = this.open(plan);
    return this.carryOut(decideBeginning(asked, { plan: text, subject: 'yangcheng', open, at: this.now, zone, newId }));
  }

  private carryOut(decision: ReturnType<typeof decideCase>): string {
    if (!decision.ok) return decision.refusal.code;
    this.record.push(...this.region.act(decision.event, this.now));
    return 'done';
  }

  levels(): (string | null)[] {
    return this.plans.map(({ id }) => this.open(id)?.level ?? null);
  }

  /** What came of a plan's cases. */
  lines(plan: string): string[] {
    const ids = new Set(this.region.cases.all().flatMap((of) => (of.plan === plan ? [of.id] : [])));
    const events = this.record.filter(isCaseEvent).filter(({ id }) => ids.has(id));
    return events.map((event) => lineOfCaseEvent(event, { zone: 'Asia/Shanghai' }).text.slice(11));
  }
}

const OUTAGE = 'yangcheng-outage';
const ENERGY = 'yangcheng-energy-supply';

describe('two plans of one place side by side', () => {
  // Half of the customers: level II by the outage plan (50 %), level III by the energy plan (50 %).
  test('each has a case of its own, its own level and starter, and ends on its own', () => {
    const county = new TwoPlans().at('10:00').out(0).at('10:10').out(86_000);
    expect(county.levels()).toEqual(['none', 'none']);
    county.at('10:20');
    for (const step of ['verify', 'assess-ii', 'propose-ii']) expect(county.step(OUTAGE, 'office', step)).toBe('done');
    for (const step of ['verify', 'consult', 'propose-iii']) expect(county.step(ENERGY, 'office', step)).toBe('done');
    expect(county.step(ENERGY, 'office-director', 'start-ii')).toBe('unknown-id');
    expect(county.at('10:25').step(OUTAGE, 'deputy-commander', 'start-ii')).toBe('done');
    expect(county.levels()).toEqual(['II', 'none']);
    // Who may do it under one plan may not under the other.
    expect(county.step(ENERGY, 'deputy-commander', 'declare-iii')).toBe('not-allowed');
    expect(county.at('10:30').step(ENERGY, 'office-director', 'declare-iii')).toBe('done');
    expect(county.levels()).toEqual(['II', 'III']);
    // 3 % left: the energy plan ends where no condition stands, the outage plan where 90 % have recovered.
    county.at('10:50').out(5160);
    for (const plan of [OUTAGE, ENERGY]) {
      for (const item of [0, 1, 2]) expect(county.act(plan, 'office', { kind: 'confirm', item })).toBe('done');
    }
    expect(county.step(OUTAGE, 'office', 'confirm-end')).toBe('done');
    expect(county.step(ENERGY, 'deputy-commander', 'end')).toBe('not-allowed');
    expect(county.step(OUTAGE, 'deputy-commander', 'end')).toBe('done');
    expect(county.levels()).toEqual([null, 'III']);
    expect(county.at('10:55').step(ENERGY, 'office-director', 'end')).toBe('done');
    expect(county.lines(OUTAGE)).toEqual([
      '10:10 opened start II by recommendation',
      '10:20 office step verify',
      '10:20 office step assess-ii',
      '10:20 office step propose-ii',
      '10:25 deputy-commander step start-ii -> II',
      '10:50 round end none by recommendation',
      '10:50 office confirm 1',
      '10:50 office confirm 2',
      '10:50 office confirm 3',
      '10:50 office step confirm-end',
      '10:50 deputy-commander step end -> none',
    ]);
    expect(county.lines(ENERGY)).toEqual([
      '10:10 opened start III by recommendation',
      '10:20 office step verify',
      '10:20 office step consult',
      '10:20 office step propose-iii',
      '10:30 office-director step declare-iii -> III',
      '10:50 round end none by recommendation',
      '10:50 office confirm 1',
      '10:50 office confirm 2',
      '10:50 office confirm 3',
      '10:55 office-director step end -> none',
    ]);
  });

  test('only the plan with an interval has reports that go overdue', () => {
    const county = new TwoPlans().at('10:00').out(0).at('10:10').out(86_000);
    for (const step of ['verify', 'assess-ii', 'propose-ii']) county.step(OUTAGE, 'office', step);
    county.step(OUTAGE, 'commander', 'start-ii');
    for (const step of ['verify', 'consult', 'propose-iii']) county.step(ENERGY, 'office', step);
    county.step(ENERGY, 'office-director', 'declare-iii');
    county.at('13:30');
    expect(county.lines(ENERGY).at(-1)).toBe('13:11 overdue report situation-iii to office-director');
    expect(county.lines(OUTAGE).at(-1)).toBe('10:10 commander step start-ii -> II');
  });

  // A large outage beyond the county's means is declared under the energy plan while the outage plan is still at work.
  test('a declaration under one plan leaves the other where it is', () => {
    const county = new TwoPlans().at('10:00').out(0).at('10:10').out(51_600);
    expect([county.open(OUTAGE)?.round?.to, county.open(ENERGY)]).toEqual(['III', null]);
    const before = county.open(OUTAGE)?.revision;
    expect(county.declare(ENERGY, 'office', 'outage-beyond-county-ii', 'II')).toBe('not-allowed');
    expect(county.declare(ENERGY, 'commander', 'outage-beyond-county-ii', 'II')).toBe('done');
    expect([county.open(ENERGY)?.round?.to, county.open(OUTAGE)?.revision]).toEqual(['II', before]);
  });
});
