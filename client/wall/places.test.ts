import { describe, expect, it } from 'vitest';
import { bareSubject, type Subject, type SubjectKind } from '../../server/model/jurisdiction.ts';
import type { Jurisdiction, Level, WireAlarm, WireLevel } from '../../server/wire/shapes.ts';
import { comparePlaces, isInState, viewPlaces, type PlaceFacts, type Places, type PlaceState } from './places.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const subject = (id: string, kind: SubjectKind, more: Partial<Subject> = {}): Subject => ({
  ...bareSubject(id, kind, { zh: id, en: id }),
  at: [112.4, 35.5],
  ...more,
});
const grid = (id: string, more: Partial<Subject> = {}): Subject => subject(id, 'grid', { scope: 'township', ...more });
const COUNTY = subject('dale', 'county');
const TOWN = subject('town', 'town', { parent: 'dale' });

const row = (of: string, level: Level, more: Partial<WireLevel> = {}): WireLevel => ({
  jurisdiction: 'j',
  plan: 'p',
  rule: 'loss',
  subject: of,
  level,
  since: null,
  at: '2026-01-01T00:00:00Z',
  indeterminate: false,
  progress: null,
  gauges: [
    {
      label: { zh: '减供负荷', en: 'Load lost' },
      value: 26,
      unit: '%',
      direction: 'up',
      marks: [
        { level: 'III', at: 20 },
        { level: 'II', at: 40 },
      ],
      note: null,
    },
  ],
  evidence: null,
  clause: '4.3',
  ...more,
});
const alarm = (of: string, more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id: `alarm of ${of}`,
  jurisdiction: 'j',
  plan: 'p',
  rule: 'loss',
  subject: of,
  clause: null,
  ...more,
});
const fault = (of: string, rule: string, facts: Readonly<Record<string, number>>): WireAlarm =>
  alarm(of, {
    plan: null,
    rule,
    class: 'quality',
    level: 'none',
    evidence: {
      clause: '',
      summary: { zh: '', en: '' },
      window: null,
      unit: '',
      thresholds: [],
      values: [],
      missing: 0,
      facts,
    },
  });

const view = (subjects: readonly Subject[], facts: Partial<PlaceFacts> = {}): Places => {
  const jurisdiction: Jurisdiction = {
    id: 'j',
    name: { zh: '县', en: 'County' },
    timezone: 'Asia/Shanghai',
    plans: ['p'],
    subjects,
  };
  return viewPlaces(jurisdiction, {
    levels: [],
    alarms: [],
    // Everything has been heard of.
    latest: subjects.map(({ id }) => [id, 'grid.load', 1000, 5]),
    plans: new Map(),
    ...facts,
  });
};
const ids = (places: readonly { readonly subject: Subject }[]): string[] => places.map((place) => place.subject.id);
const stateOf = (facts: Partial<PlaceFacts>): PlaceState | undefined => view([COUNTY, grid('g')], facts).onMap[0];

describe('where a map has the subjects', () => {
  it('things and areas at their coordinates, the county as a whole, and what has none apart', () => {
    const places = view([
      COUNTY,
      TOWN,
      subject('hamlet', 'town', { parent: 'dale', at: null }),
      grid('g', { parent: 'town' }),
      grid('nowhere', { at: null }),
      subject('air', 'air-station'),
      subject('mine', 'coal-producer'),
    ]);
    expect(ids(places.whole)).toEqual(['dale']);
    expect(ids(places.areas)).toEqual(['town']);
    expect(ids(places.onMap)).toEqual(['air', 'g', 'mine']);
    expect(ids(places.unplaced)).toEqual(['nowhere']);
    expect(places.onMap.map(({ kind }) => kind)).toEqual(['station', 'grid', 'enterprise']);
  });

  it.each([
    ['a county', COUNTY, ['city', 'province']],
    ['a city', subject('hill', 'city'), ['province']],
    ['a city with counties', [subject('hill', 'city'), subject('dale', 'county', { parent: 'hill' })], ['province']],
  ] as const)('grids above %s and those of neighbours are off it', (_, own, outside) => {
    const areas = 'id' in own ? [own] : own;
    const scopes = ['township', 'county', 'city', 'province'] as const;
    const places = view([
      ...areas,
      ...scopes.map((scope) => grid(scope, { scope })),
      grid('next', { neighbour: true }),
    ]);
    expect(ids(places.outside).toSorted()).toEqual([...outside, 'next'].toSorted());
    expect(ids(places.onMap)).toHaveLength(scopes.length - outside.length);
  });

  it('areas whose file names no parent are areas within it all the same', () => {
    const places = view([COUNTY, subject('town', 'town'), subject('hill', 'city', { neighbour: true })]);
    expect([ids(places.whole), ids(places.areas)]).toEqual([['dale'], ['town']]);
    const city = view([subject('hill', 'city'), COUNTY]);
    expect([ids(city.whole), ids(city.areas)]).toEqual([['hill'], ['dale']]);
  });

  it('an area within it comes onto the map when it is in a state, and the whole does not', () => {
    const places = view([COUNTY, TOWN], { levels: [row('town', 'II'), row('dale', 'III')] });
    expect(ids(places.onMap)).toEqual(['town']);
    expect(ids(places.areas)).toEqual([]);
    expect(places.whole).toMatchObject([{ level: 'III', lead: { rule: 'loss' } }]);
  });

  it('takes nothing from another jurisdiction', () => {
    const elsewhere = { jurisdiction: 'k' };
    const place = stateOf({ levels: [row('g', 'I', elsewhere)], alarms: [alarm('g', elsewhere)] });
    expect(place).toMatchObject({ level: 'none', isOpen: false, isUnknown: false });
  });
});

describe('how a place stands', () => {
  it('at the highest level of any rule, with its number', () => {
    const levels = [row('g', 'III'), row('g', 'II', { rule: 'other' }), row('g', 'none', { rule: 'third' })];
    expect(stateOf({ levels })).toMatchObject({
      level: 'II',
      rules: 2,
      lead: { plan: 'p', rule: 'other', gauge: { value: 26, unit: '%' } },
    });
  });

  it.each([
    ['nobody has acknowledged it', alarm('g'), true],
    ['somebody has', alarm('g', { state: 'acknowledged' }), false],
    ['it was put on the shelf', alarm('g', { state: 'shelved' }), false],
    ['only something about its data is open', fault('g', 'flatline', { 'grid.load': 26 }), false],
  ])('a level is open or not: %s', (_, one, isOpen) => {
    expect(stateOf({ levels: [row('g', 'III')], alarms: [one] })).toMatchObject({ level: 'III', isOpen });
  });

  it('normal again while what has returned waits in the list of alarms', () => {
    const returned = alarm('g', { state: 'returned', active: false, level: 'none' });
    const place = stateOf({ levels: [row('g', 'none')], alarms: [returned] });
    expect(place).toMatchObject({ level: 'none', isOpen: false, isUnknown: false });
  });

  it.each([
    ['an input of a rule is missing', { levels: [row('g', 'none', { indeterminate: true })] }],
    ['no reading has ever come in', { latest: [] }],
    ['the watchdog says so', { alarms: [fault('g', 'stale', {})] }],
    ['its level may only rise', { levels: [row('g', 'III', { indeterminate: true })] }],
  ])('not known: %s', (_, facts) => {
    expect(stateOf(facts)?.isUnknown).toBe(true);
  });

  it('of an area people report: what they have not reported yet is not lost', () => {
    const whole = (more: Partial<WireLevel>) =>
      view([COUNTY], { levels: [row('dale', 'none', more)], latest: [] }).whole[0];
    expect(whole({ indeterminate: true, at: null })?.isUnknown).toBe(false);
    expect(whole({ indeterminate: true })?.isUnknown).toBe(true);
  });

  it('with the fault of its data: silence first, and the value where it is one series', () => {
    expect(stateOf({ alarms: [fault('g', 'flatline', { 'grid.load': 26 })] })).toMatchObject({
      isOpen: true,
      fault: { rule: 'flatline', series: { metric: 'grid.load', value: 26 } },
    });
    const faults = [
      fault('g', 'flatline', { 'grid.load': 26 }),
      fault('g', 'stale', { 'grid.load': 26, 'grid.shed': 0 }),
    ];
    expect(stateOf({ alarms: faults })?.fault).toEqual({ rule: 'stale', series: null });
  });

  it('with the age of the newest reading of any of its series', () => {
    const latest: PlaceFacts['latest'] = [
      ['g', 'grid.load', 1000, 5],
      ['g', 'grid.shed', 3000, 0],
      ['other', 'grid.load', 9000, 0],
    ];
    expect(stateOf({ latest })?.heardAt).toBe(3000);
  });
});

it('places are ordered by level, then what nobody acknowledged, then what is not known', () => {
  const subjects = ['a', 'b', 'c', 'd', 'e'].map((id) => grid(id));
  const places = view([COUNTY, ...subjects], {
    levels: [row('b', 'III'), row('c', 'III'), row('e', 'II')],
    alarms: [alarm('c')],
    latest: ['b', 'c', 'd', 'e'].map((id) => [id, 'grid.load', 1, 1]),
  });
  expect(ids(places.onMap)).toEqual(['e', 'c', 'b', 'a', 'd']);
  expect(ids(places.onMap.filter(isInState))).toEqual(['e', 'c', 'b', 'a']);
  expect(places.onMap.toSorted(comparePlaces)).toEqual(places.onMap);
});
