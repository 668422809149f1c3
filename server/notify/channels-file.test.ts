import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { oneBulletin, oneCall } from '../../test/notify/sample.ts';
import { readNotify } from './channels-file.ts';

const root = mkdtempSync(join(tmpdir(), 'wanglou-notify-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = join(root, 'notify.yaml');
const environment = { TOKEN: 'the-token', SECRET: 'the-secret', EMPTY: '', WRONG: 'ftp://x' };
const read = (text: string) => {
  writeFileSync(file, text);
  return readNotify(file, environment);
};

describe('the file of those who are told', () => {
  test('channels with their addresses, and whom they want', () => {
    const result = read(`
sender: yangquan.example
places:
  yangquan: { geocode: '140300' }
channels:
  - { id: hook, kind: webhook, url: 'https://city.example/in', secretEnv: SECRET, plans: [yangquan-outage] }
  - { id: duty, kind: feishu, tokenEnv: TOKEN, jurisdictions: [yangquan] }
  - { id: mail, kind: mail, host: mail.city.example, port: 587, from: a@city.example, to: [b@city.example, c@city.example] }
`);
    if (!result.ok) throw new Error(result.message);
    const { channels, cap } = result.notify;
    expect(cap).toEqual({ sender: 'yangquan.example', places: { yangquan: { geocode: '140300' } } });
    expect(channels.map(({ id, kind, addresses, isIdempotent }) => [id, kind, addresses, isIdempotent])).toEqual([
      ['hook', 'webhook', ['webhook'], true],
      ['duty', 'feishu', ['feishu'], false],
      ['mail', 'mail', ['b@city.example', 'c@city.example'], false],
    ]);
    expect(channels.map(({ wants }) => wants(oneBulletin()))).toEqual([false, true, true]);
  });

  test('bulletins alone unless it names roles; then calls to these, alone where it says so', () => {
    const result = read(`
channels:
  - { id: city, kind: webhook, url: 'https://city.example/in' }
  - { id: duty, kind: feishu, tokenEnv: TOKEN, roles: [office] }
  - { id: chief, kind: mail, host: mail.city.example, port: 587, from: a@city.example, to: [b@city.example],
      roles: [commander, office], sends: calls }
  - { id: other, kind: dingtalk, tokenEnv: TOKEN, roles: [office-director] }
  - { id: elsewhere, kind: wecom, tokenEnv: TOKEN, roles: [office], jurisdictions: [yangquan] }
`);
    if (!result.ok) throw new Error(result.message);
    const wanted = result.notify.channels.map(({ wants }) => [wants(oneBulletin()), wants(oneCall())]);
    expect(wanted).toEqual([
      [true, false],
      [true, true],
      [false, true],
      [true, false],
      [true, false],
    ]);
  });

  test('one receiver in two channels where they do not send it the same', () => {
    const result = read(`
channels:
  - { id: news, kind: wecom, tokenEnv: TOKEN, plans: [yangquan-outage] }
  - { id: office, kind: wecom, tokenEnv: TOKEN, sends: calls, roles: [office] }
  - { id: chief, kind: wecom, tokenEnv: TOKEN, sends: calls, roles: [commander] }
`);
    expect(result.ok).toBe(true);
  });

  test.each([
    [
      'a role that nobody is called by',
      'channels:\n  - id: a\n    kind: wecom\n    tokenEnv: TOKEN\n    roles: [operator]',
      ':5: channels.0.roles.0',
    ],
    [
      'calls to nobody',
      'channels:\n  - id: a\n    kind: wecom\n    tokenEnv: TOKEN\n    sends: calls',
      ':5: channels.0.sends: expected roles, whose calls are sent here',
    ],
    [
      'roles without calls',
      'channels:\n  - id: a\n    kind: wecom\n    tokenEnv: TOKEN\n    sends: bulletins\n    roles: [office]',
      ':6: channels.0.roles: roles are for calls, which are not sent here',
    ],
    [
      'one receiver of the same calls twice',
      'channels:\n  - { id: a, kind: wecom, tokenEnv: TOKEN, roles: [office, commander] }\n  - { id: b, kind: wecom, tokenEnv: TOKEN, roles: [commander], sends: calls }',
      ':3: channels.1.id: has a receiver that a has already',
    ],
    [
      'a key that is not known',
      'channels:\n  - { id: a, kind: wecom, tokenEnv: TOKEN, colour: red }',
      ':2: channels.0',
    ],
    ['a kind that is not known', 'channels:\n  - id: a\n    kind: fax', ':3: channels.0.kind'],
    [
      'a variable that is not set',
      'channels:\n  - id: a\n    kind: wecom\n    tokenEnv: EMPTY',
      ':4: channels.0.tokenEnv: EMPTY is not set',
    ],
    [
      'a secret in the file',
      'channels:\n  - id: a\n    kind: wecom\n    tokenEnv: the-token',
      ':4: channels.0.tokenEnv',
    ],
    ['no address', 'channels:\n  - id: a\n    kind: webhook', ':2: channels.0.url: expected either url or urlEnv'],
    [
      'an address of another kind',
      'channels:\n  - id: a\n    kind: webhook\n    urlEnv: WRONG',
      ':4: channels.0.urlEnv',
    ],
    [
      'the same id twice',
      'channels:\n  - { id: a, kind: wecom, tokenEnv: TOKEN }\n  - { id: a, kind: feishu, tokenEnv: TOKEN }',
      ':3: channels.1.id: a stands here twice',
    ],
    [
      'one receiver in two channels',
      'channels:\n  - { id: a, kind: wecom, tokenEnv: TOKEN }\n  - { id: b, kind: wecom, tokenEnv: TOKEN }',
      ':3: channels.1.id: has a receiver that a has already',
    ],
    ['a polygon that is open', 'places:\n  x:\n    polygon: [[1, 2], [2, 3], [3, 4], [4, 5]]', ':3: places.x.polygon'],
    ['no YAML', 'channels: [', ':1: '],
  ])('%s is said with its line', (_, text, told) => {
    const result = read(text);
    expect(result.ok ? '' : result.message).toContain(`${file}${told}`);
    expect(result.ok ? '' : result.message).not.toMatch(/ftp:|the-secret/);
  });

  test('an empty file is nobody; one that is not there is said', () => {
    const result = read('');
    expect(result.ok && result.notify.channels).toEqual([]);
    expect(readNotify(join(root, 'none.yaml'), {})).toMatchObject({ ok: false });
  });
});
