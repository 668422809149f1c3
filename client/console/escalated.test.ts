import { expect, it } from 'vitest';
import { EVERYWHERE, type Grant } from '../../server/model/grant.ts';
import type { Session, WireAlarm, WireWarning } from '../../server/wire/shapes.ts';
import { bareCase } from '../cases/bare-case.ts';
import { toldTo } from './escalated.ts';
import { bareAlarm } from '../session/bare-alarm.ts';

const T = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 0, minute)).toISOString();
const alarm = (id: string, escalated: WireAlarm['escalated'], more: Partial<WireAlarm> = {}): WireAlarm => ({
  ...bareAlarm,
  id,
  jurisdiction: 'yangcheng',
  plan: 'yangcheng-outage',
  rule: 'county-loss',
  subject: 'yc-grid',
  level: 'II',
  highest: 'II',
  since: T(0),
  changedAt: T(0),
  escalated,
  clause: null,
  ...more,
});
const due = (step: string, escalated: WireWarning['due'][number]['escalated']): WireWarning['due'][number] => ({
  step,
  kind: 'step',
  unit: null,
  role: 'office',
  roles: ['office'],
  at: T(0),
  overdue: escalated !== null,
  escalated,
});
const person = (...roles: readonly Grant[]): Session => ({
  name: '某人',
  role: 'office-director',
  roles,
  jurisdictions: [],
  accountId: null,
  unit: null,
  purpose: 'person',
  mustChangePassword: false,
});
const director = person({ role: 'office-director', jurisdiction: EVERYWHERE });
const ALARMS = [
  alarm('old', [
    { to: 'office', at: T(10) },
    { to: 'office-director', at: T(20) },
  ]),
  alarm('told twice', [
    { to: 'office-director', at: T(15) },
    { to: 'office', at: T(30) },
    { to: 'office-director', at: T(40) },
  ]),
  alarm('office only', [{ to: 'office', at: T(10) }]),
  alarm('nobody', []),
  alarm('returned', [{ to: 'office-director', at: T(5) }], { state: 'returned', level: 'none', active: false }),
  alarm('shelved', [{ to: 'office-director', at: T(5) }], { state: 'shelved' }),
];
const CASES: WireWarning[] = [
  {
    ...bareCase('late'),
    due: [
      due('draft', { to: 'office-director', at: T(25) }),
      due('consult', { to: 'office-director', at: T(24) }),
      due('publish', { to: 'commander', at: T(26) }),
      due('report', null),
    ],
  },
  { ...bareCase('in time'), due: [due('draft', null)] },
];
const seen = (of: Session | null): string[] =>
  toldTo(of, ALARMS, CASES).map((one) =>
    one.kind === 'alarm' ? `${one.alarm.id} ${one.told.at}` : `${one.warning.id} ${one.told.at} ${one.count}`,
  );

it('shows a person what was told to that role and still waits, the newest first', () => {
  expect(seen(director)).toEqual([`told twice ${T(40)}`, `late ${T(24)} 2`, `old ${T(20)}`, `returned ${T(5)}`]);
});

it('shows it where the person has the role, and to nobody else', () => {
  const elsewhere = person({ role: 'office-director', jurisdiction: 'yangquan' });
  expect([seen(elsewhere), seen(person({ role: 'operator', jurisdiction: EVERYWHERE })), seen(null)]).toEqual([
    [],
    [],
    [],
  ]);
  expect(seen(person({ role: 'office', jurisdiction: 'yangcheng' }))).toEqual([
    `told twice ${T(30)}`,
    `old ${T(10)}`,
    `office only ${T(10)}`,
  ]);
});
