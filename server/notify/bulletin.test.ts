import { describe as suite, expect, test } from 'vitest';
import { bulletinSchema, bulletinsOf, describe } from './bulletin.ts';
import {
  aqiEvidence,
  contextOf,
  eventsOf,
  foldCase,
  plans,
  jurisdictions,
  pollutionBulletins,
} from '../../test/notify/sample.ts';

const forecast = [aqiEvidence([160, 230, 310])];

suite('bulletins of a case', () => {
  test('a warning that is issued, raised, lowered and lifted is one chain', () => {
    const bulletins = pollutionBulletins([
      { to: 'III', evidence: forecast },
      { to: 'II', action: 'raise', evidence: forecast },
      { to: 'III', action: 'lower' },
      { to: 'none', action: 'lift' },
    ]);
    expect(bulletins.map(({ kind, headline }) => [kind, headline.zh, headline.en])).toEqual([
      ['alert', '阳泉市区发布重污染天气黄色预警', 'Yangquan urban area: Heavy pollution, Yellow warning issued'],
      [
        'update',
        '阳泉市区重污染天气黄色预警升级为橙色预警',
        'Yangquan urban area: Heavy pollution, raised from Yellow warning to Orange warning',
      ],
      [
        'update',
        '阳泉市区重污染天气橙色预警降级为黄色预警',
        'Yangquan urban area: Heavy pollution, lowered from Orange warning to Yellow warning',
      ],
      ['cancel', '阳泉市区解除重污染天气黄色预警', 'Yangquan urban area: Heavy pollution, Yellow warning lifted'],
    ]);
    expect(bulletins.map(({ id, references }) => [id, references.map((each) => each.id)])).toEqual([
      ['w-yangquan-a-1.1', []],
      ['w-yangquan-a-1.2', ['w-yangquan-a-1.1']],
      ['w-yangquan-a-1.3', ['w-yangquan-a-1.1', 'w-yangquan-a-1.2']],
      ['w-yangquan-a-1.4', ['w-yangquan-a-1.1', 'w-yangquan-a-1.2', 'w-yangquan-a-1.3']],
    ]);
    expect(bulletins.map(({ color, basis, isAhead }) => [color, basis, isAhead])).toEqual([
      ['yellow', 'forecast', true],
      ['orange', 'forecast', true],
      ['yellow', 'people', false],
      ['yellow', 'people', false],
    ]);
  });

  test('what comes after an end begins a new chain', () => {
    const bulletins = pollutionBulletins([{ to: 'III' }, { to: 'none', action: 'lift' }]);
    const events = eventsOf('w-yangquan-a-1', contextOf('yangquan-heavy-pollution', 'yangquan').plan, 'yangquan', [
      { to: 'III' },
      { to: 'none', action: 'lift' },
      { to: 'I' },
    ]);
    const again = bulletinsOf(
      // The round of the end is left open here, as it is when a report still follows.
      { ...foldCase(events.slice(0, 4)), log: events },
      contextOf('yangquan-heavy-pollution', 'yangquan'),
    );
    expect(bulletins.map(({ kind }) => kind)).toEqual(['alert', 'cancel']);
    expect(again.map(({ kind, references }) => [kind, references.length])).toEqual([
      ['alert', 0],
      ['cancel', 1],
      ['alert', 0],
    ]);
  });

  test('it says what the plan asks for, as far as it is known', () => {
    const [bulletin] = pollutionBulletins([{ to: 'II', evidence: forecast }]);
    if (bulletin === undefined) throw new Error('no bulletin');
    expect(describe(bulletin, 'zh').split('\n')).toEqual([
      '地区：阳泉市区',
      '预警级别：橙色预警',
      '响应级别：Ⅱ级响应',
      '启动时间：2026-01-10 08:01',
      '影响时段：2026-01-11 08:00 至 2026-01-11 11:00',
      'AQI 范围：160～310',
      '污染程度：中度污染至严重污染',
      '依据：连续 3 小时',
      '预案：阳泉市重污染天气应急预案',
    ]);
    expect(describe(bulletin, 'en')).toContain('AQI range: 160 to 310');
    expect(bulletin.advice.length).toBeGreaterThan(0);
  });

  test('a run of hours names its pollutant', () => {
    const context = contextOf('yangquan-heavy-pollution', 'yangquan');
    const rule = context.plan.rules.find(({ kind }) => kind === 'run-of-hours');
    const [bulletin] = pollutionBulletins([
      { to: 'III', evidence: [{ ...aqiEvidence([600], rule?.clauses.III ?? rule?.clause), unit: 'µg/m³' }] },
    ]);
    const points = bulletin?.points.map(({ label, value }) => `${label.zh} ${value.zh}`);
    expect(points).toContain('主要污染物 SO₂');
    expect(points?.some((point) => point.startsWith('AQI'))).toBe(false);
  });

  test('a drill says so in the headline', () => {
    const [bulletin] = pollutionBulletins([{ to: 'I' }], 'w-1', 'exercise');
    expect(bulletin?.headline.zh).toBe('【演练】阳泉市区发布重污染天气红色预警');
    expect(bulletin?.headline.en).toMatch(/^\[EXERCISE\] /);
  });

  test('a round that ends with nothing in force was told to nobody', () => {
    expect(pollutionBulletins([{ to: 'none', action: 'lift' }])).toEqual([]);
  });

  const places = jurisdictions.flatMap((jurisdiction) =>
    jurisdiction.plans.map((plan) => [plan, jurisdiction.id] as const),
  );
  test.each(places)('every level of %s in %s makes a bulletin of the right shape and names nobody', (plan, place) => {
    const context = contextOf(plan, place);
    for (const { id } of plans.get(plan)?.levels ?? []) {
      const bulletins = bulletinsOf(
        foldCase(eventsOf('w-1', context.plan, place, [{ to: id }, { to: 'none', action: 'end' }])),
        context,
      );
      expect(bulletins).toHaveLength(2);
      for (const bulletin of bulletins) {
        expect(bulletinSchema.parse(bulletin)).toEqual(bulletin);
        expect(JSON.stringify(bulletin)).not.toContain('某人');
      }
    }
  });

  test('a response starts and ends', () => {
    const context = contextOf('yangcheng-outage', 'yangcheng');
    const [begun, ended] = bulletinsOf(
      foldCase(eventsOf('w-1', context.plan, 'yangcheng', [{ to: 'II' }, { to: 'none', action: 'end' }])),
      context,
    );
    expect(begun?.headline.zh).toMatch(/启动大面积停电Ⅱ级响应$/);
    expect(ended?.headline.zh).toMatch(/终止大面积停电Ⅱ级响应$/);
    expect(begun?.points.map(({ value }) => value.zh)).toContain('Ⅱ级响应（橙色）');
  });
});
