import { describe, expect, it } from 'vitest';
import { THEMES } from '../theme.ts';
import { buildAlarmEvidence, gapsOf, stepOf, type AlarmEvidenceView } from './alarm-evidence.ts';

const THEME = { ...THEMES.dark, textPx: 12 };
const at = (hour: number): string => new Date(Date.parse('2016-12-19T00:00:00Z') + hour * 3_600_000).toISOString();
const view = (values: AlarmEvidenceView['evidence']['values']): AlarmEvidenceView => ({
  evidence: {
    values,
    unit: 'µg/m³',
    thresholds: [
      { level: 'II', at: 650 },
      { level: 'III', at: 500 },
    ],
    window: { from: at(0), to: at(3) },
  },
  level: 'III',
  words: { observed: 'observed', forecast: 'forecast', missing: 'missing', window: 'window' },
  grade: (level) => level,
  zone: 'Asia/Shanghai',
  formatInstant: String,
});

/** The series of a name with the parts that these tests look at. */
function seriesOf(name: string, values: AlarmEvidenceView['evidence']['values']) {
  const { series } = buildAlarmEvidence(view(values), THEME);
  const list = Array.isArray(series) ? series : [];
  const found = list.find((one) => one.name === name);
  if (found === undefined || (found.type !== 'line' && found.type !== 'scatter')) throw new Error(`no series ${name}`);
  return found;
}

describe('the chart of an alarm’s evidence', () => {
  const values: AlarmEvidenceView['evidence']['values'] = [
    [at(0), 510],
    [at(1), null],
    [at(2), 530],
    [at(3), 540, 'forecast'],
    [at(4), 490, 'forecast'],
  ];

  it('keeps a gap in the observed line and starts the dashed one where it ends', () => {
    expect(seriesOf('observed', values).data).toEqual([
      [Date.parse(at(0)), 510],
      [Date.parse(at(1)), null],
      [Date.parse(at(2)), 530],
    ]);
    expect(seriesOf('forecast', values)).toMatchObject({
      lineStyle: { type: 'dashed' },
      data: [
        [Date.parse(at(2)), 530],
        [Date.parse(at(3)), 540],
        [Date.parse(at(4)), 490],
      ],
    });
  });

  it('marks what is missing', () => {
    expect(seriesOf('missing', values).markArea?.data).toEqual([
      [{ xAxis: Date.parse(at(1)) }, { xAxis: Date.parse(at(2)) }],
    ]);
  });

  it('draws every line of the evidence with its level and shades the window', () => {
    expect(seriesOf('observed', values).markLine?.data).toMatchObject([
      { yAxis: 500, label: { formatter: 'III 500' } },
      { yAxis: 650, label: { formatter: 'II 650' } },
    ]);
    expect(seriesOf('observed', values).markArea?.data).toEqual([
      [{ name: 'window', xAxis: Date.parse(at(0)) }, { xAxis: Date.parse(at(3)) }],
    ]);
  });

  it('stands without values, with the lines in sight', () => {
    const option = buildAlarmEvidence(view([]), { ...THEMES.light, textPx: 12 });
    expect(option.yAxis).toMatchObject({ min: 0, max: 702 });
  });
});

describe('steps and gaps', () => {
  it('joins missing neighbours and takes an hour when it cannot tell', () => {
    expect(stepOf([0, 300, 400])).toBe(100);
    expect(stepOf([5])).toBe(3_600_000);
    expect(
      gapsOf(
        [
          [0, null],
          [10, null],
          [20, 1],
          [30, null],
        ],
        10,
      ),
    ).toEqual([
      { from: 0, to: 20 },
      { from: 30, to: 40 },
    ]);
  });
});
