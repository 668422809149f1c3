import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Case, CaseEvent } from '../model/case.ts';
import { HOUR_MS, MINUTE_MS } from '../model/instant.ts';
import { PAPER_KINDS, type Block, type PaperKind } from '../model/paper.ts';
import { loadThresholds } from '../plans/load.ts';
import { compilePaper, decideCase, startRound, stepCase, type CaseCommand } from './index.ts';

const loaded = loadThresholds({ root: fileURLToPath(new URL('../../thresholds', import.meta.url)) });
const plan = loaded.ok ? loaded.value.plans.get('yangquan-heavy-pollution') : undefined;
if (plan === undefined) throw new Error('the plan does not load');
const START = Date.parse('2025-12-01T08:00:00+08:00');
const EVIDENCE = {
  clause: '3.1',
  summary: { zh: '连续 2 个 24 小时 AQI 均值：215.0 / 230.1', en: '2 adjacent 24 h mean AQI: 215.0 / 230.1' },
  window: { from: START - 48 * HOUR_MS, to: START },
  unit: 'AQI',
  thresholds: [],
  values: [],
  missing: 1,
  facts: {},
};

/** A yellow warning from its recommendation to its end; the form was late by 30 minutes, the rest in time. */
function finished(): Case {
  if (plan === undefined) throw new Error('no plan');
  let of: Case | null = null;
  let at = START;
  const take = (event: CaseEvent): void => {
    of = stepCase(of, event);
  };
  const act = (
    role: 'office' | 'deputy-commander' | 'member-unit',
    what: CaseCommand,
    minutes: number,
    note = '',
  ): void => {
    at += minutes * MINUTE_MS;
    if (of === null) throw new Error('no case');
    const context = {
      plan,
      at,
      by: { name: `${role}甲`, role },
      revision: of.revision,
      note,
      condition: 'none' as const,
    };
    const decision = decideCase(of, what, context);
    if (!decision.ok) throw new Error(decision.refusal.detail);
    take(decision.event);
  };
  const step = (role: Parameters<typeof act>[0], name: string, minutes: number, note = ''): void =>
    act(role, { kind: 'step', step: name }, minutes, note);
  const begin = (to: 'III' | 'none', inForce: 'none' | 'III') =>
    startRound(plan, {
      to,
      inForce,
      origin: { kind: 'recommendation', recommendation: `w-${to}` },
      evidence: to === 'III' ? [EVIDENCE] : [],
      by: null,
    });
  take({
    kind: 'case-opened',
    id: 'w-1',
    at,
    plan: plan.id,
    edition: '2021',
    subject: 's',
    round: begin('III', 'none'),
  });
  step('office', 'consult', 10, '会商意见');
  step('office', 'draft', 90);
  step('deputy-commander', 'approve', 5, '同意');
  step('office', 'publish', 30);
  step('office', 'order', 5);
  const measure = plan.measures.find(({ levels }) => levels.III !== undefined);
  act('member-unit', { kind: 'measure', measure: measure?.id ?? '', unit: measure?.units[0] ?? '', file: 'a.jpg' }, 30);
  take({ kind: 'case-round', id: 'w-1', at: at + HOUR_MS, round: begin('none', 'III') });
  step('office', 'consult-lift', 90);
  step('office', 'draft-lift', 10);
  step('deputy-commander', 'approve', 10);
  step('office', 'publish', 10);
  step('member-unit', 'stand-down', 10);
  if (of === null) throw new Error('no case');
  return of;
}

const compile = (kind: PaperKind, of = finished()) =>
  compilePaper(kind, {
    mark: null,
    of,
    plan,
    place: { zh: '示例市', en: 'Example' },
    zone: 'Asia/Shanghai',
    at: START + 24 * HOUR_MS,
    alarms: [{ title: { zh: '示例市 · AQI', en: 'Example · AQI' }, level: 'III', since: START, by: null }],
  });
const tableOf = (blocks: readonly Block[], title: string): readonly (readonly string[])[] => {
  const found = blocks.find((block) => block.kind === 'table' && block.title.en === title);
  return found?.kind === 'table' ? found.rows.map((row) => row.map((cell) => cell.en)) : [];
};

describe('papers', () => {
  test('the closing assessment holds the times of the levels and what was late', () => {
    const { blocks } = compile('closing');
    expect(tableOf(blocks, 'Levels in force')).toEqual([
      ['Yellow warning', '2025-12-01 10:15', '2025-12-01 12:50', '2 h 35 min'],
    ]);
    expect(tableOf(blocks, 'Deadlines').map((row) => row.slice(1))).toEqual([
      ['1 h 30 min', '1 h', '30 min late'],
      ['30 min', '2 h', 'in time'],
      ['35 min', '2 h', 'in time'],
      ['10 min', '1 h', 'in time'],
      ['10 min', '2 h', 'in time'],
    ]);
    expect(tableOf(blocks, 'Alarms')).toEqual([['Example · AQI', 'Yellow warning', '2025-12-01 08:00', 'nobody']]);
  });

  test('the form shows what is asked, the evidence, and who signed', () => {
    const paper = compile('approval-form');
    expect(paper.signatures).toMatchObject([{ role: 'deputy-commander', name: 'deputy-commander甲' }]);
    expect(paper.blocks[0]).toMatchObject({ kind: 'facts', rows: expect.arrayContaining([]) });
    const start = compile('approval-form', undefined);
    expect(JSON.stringify(start)).toContain('解除');
  });

  test.each(PAPER_KINDS)('%s is in both languages throughout', (kind) => {
    const texts: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('zh' in value && 'en' in value) texts.push(String(value.zh), String(value.en));
      else for (const inner of Object.values(value)) visit(inner);
    };
    visit(compile(kind));
    expect(texts.length).toBeGreaterThan(8);
    expect(texts.filter((each) => each === '' || each.includes('undefined') || each.includes('NaN'))).toEqual([]);
  });
});
