import { describe, expect, it } from 'vitest';
import type { AccountEventBody } from './events.ts';
import {
  applyAccountEvent,
  EMPTY_ROSTER,
  faultOfPassword,
  faultOfRoles,
  findByName,
  leavesNoChief,
  type Roster,
} from './roster.ts';

const fold = (...events: readonly AccountEventBody[]): Roster =>
  events.reduce((roster, event) => applyAccountEvent(roster, { ...event, at: 5 }), EMPTY_ROSTER);

const made = (
  id: string,
  name: string,
  role: 'operator' | 'administrator' = 'operator',
  jurisdiction = '*',
): AccountEventBody => ({
  kind: 'account-created',
  data: { id, by: 'admin', name, roles: [{ role, jurisdiction }], unit: null },
});

describe('the roster', () => {
  it('made -> one-time password -> own password -> disabled -> enabled; sessions end with each password and at disabling', () => {
    const by = 'admin';
    const steps: readonly AccountEventBody[] = [
      made('u-1', '值班甲'),
      { kind: 'password-set', data: { id: 'u-1', by, temporary: true } },
      { kind: 'password-set', data: { id: 'u-1', by: '值班甲', temporary: false } },
      { kind: 'account-disabled', data: { id: 'u-1', by } },
      { kind: 'account-enabled', data: { id: 'u-1', by } },
    ];
    const seen = steps.map((_, at) => fold(...steps.slice(0, at + 1)).accounts.get('u-1'));
    expect(seen.map((account) => [account?.mustChangePassword, account?.disabled, account?.epoch])).toEqual([
      [true, false, 0],
      [true, false, 1],
      [false, false, 2],
      [false, true, 3],
      [false, false, 3],
    ]);
  });

  it('changes roles, makes and revokes walls, and knows what it is for', () => {
    const roster = fold(
      { kind: 'accounts-opened', data: { mode: 'live' } },
      made('u-1', 'a'),
      {
        kind: 'roles-changed',
        data: { id: 'u-1', by: 'x', roles: [{ role: 'member-unit', jurisdiction: 'yangquan' }], unit: 'ecology' },
      },
      { kind: 'wall-created', data: { id: 'w-1', by: 'x', name: 'hall' } },
      { kind: 'wall-created', data: { id: 'w-2', by: 'x', name: 'lobby' } },
      { kind: 'wall-revoked', data: { id: 'w-1', by: 'x' } },
    );
    expect(roster.mode).toBe('live');
    expect(roster.accounts.get('u-1')).toMatchObject({
      roles: [{ role: 'member-unit', jurisdiction: 'yangquan' }],
      unit: 'ecology',
      epoch: 0,
    });
    expect([...roster.walls.keys()]).toEqual(['w-2']);
  });

  it('refuses a record that speaks of nobody', () => {
    expect(() => fold({ kind: 'account-disabled', data: { id: 'u-9', by: 'x' } })).toThrow(/unknown account u-9/);
  });

  it('finds a name whatever the width and case of its letters', () => {
    const roster = fold(made('u-1', 'Duty A'));
    expect(findByName(roster, ' ｄｕｔｙ a')?.id).toBe('u-1');
    expect(findByName(roster, 'duty')).toBeNull();
  });

  it('keeps one who looks after everything', () => {
    const one = fold(made('u-1', 'a', 'administrator'), made('u-2', 'b', 'administrator', 'yangquan'));
    const off = { disabled: true, roles: [{ role: 'administrator', jurisdiction: '*' }] } as const;
    const less = { disabled: false, roles: [{ role: 'administrator', jurisdiction: 'yangquan' }] } as const;
    expect([leavesNoChief(one, 'u-1', off), leavesNoChief(one, 'u-1', less)]).toEqual([true, true]);
    expect(leavesNoChief(one, 'u-2', off)).toBe(false);
    const two = applyAccountEvent(one, { ...made('u-3', 'c', 'administrator'), at: 6 });
    expect(leavesNoChief(two, 'u-1', off)).toBe(false);
  });
});

describe('roles', () => {
  const known = { jurisdictions: new Set(['yangquan']), units: new Set(['ecology']) };
  it.each([
    ['none', [], null, /an account needs one/],
    ['an unknown place', [{ role: 'operator', jurisdiction: 'atlantis' }], null, /no jurisdiction "atlantis"/],
    ['a member unit without its unit', [{ role: 'member-unit', jurisdiction: '*' }], null, /says which one it is/],
    ['a unit of nobody', [{ role: 'operator', jurisdiction: '*' }], 'ecology', /only a member unit has one/],
    ['an unknown unit', [{ role: 'member-unit', jurisdiction: '*' }], 'moon', /no plan knows "moon"/],
    ['a member unit', [{ role: 'member-unit', jurisdiction: 'yangquan' }], 'ecology', /^null$/],
  ] as const)('%s', (_name, roles, unit, fault) => {
    expect(String(faultOfRoles(roles, unit, known))).toMatch(fault);
  });
});

describe('a password', () => {
  it.each([
    ['elevenchars', /at least 12/],
    ['一二三四五六七八九十甲乙', /^null$/],
    ['aaaaaaaaaaaaaa', /5 different/],
    ['my-DUTY-post-77', /does not hold the name/],
    ['x'.repeat(100) + 'abcde'.repeat(21), /at most 200/],
    ['correct horse battery', /^null$/],
  ])('%s', (password, fault) => {
    expect(String(faultOfPassword(password, 'duty'))).toMatch(fault);
  });
});
