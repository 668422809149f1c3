import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  alarmEvents,
  contextOf,
  eventsOf,
  jurisdictions,
  neglected,
  plans,
  standards,
  START,
} from '../../test/notify/sample.ts';
import { ManualTimers } from '../../test/notify/timers.ts';
import type { Channel } from './channel.ts';
import { NOBODY } from './channels-file.ts';
import { Notices, type NoticesOptions, type RecordedEvent } from './notices.ts';

const root = mkdtempSync(join(tmpdir(), 'wanglou-notices-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { plan } = contextOf('yangquan-heavy-pollution', 'yangquan');
const entries: RecordedEvent[] = eventsOf('w-1', plan, 'yangquan', [
  { to: 'III' },
  { to: 'II', action: 'raise' },
  { to: 'none', action: 'lift' },
]).map((event, i) => ({ seq: i + 1, data: { jurisdiction: 'yangquan', event } }));

function world(file: string, options: Partial<NoticesOptions> = {}) {
  const timers = new ManualTimers();
  const arrived: string[] = [];
  const world = { isDown: false };
  const channel: Channel = {
    id: 'a',
    kind: 'webhook',
    addresses: ['x'],
    isIdempotent: true,
    tries: 50,
    wants: () => true,
    send({ message }) {
      if (world.isDown) return Promise.resolve({ kind: 'not-sent', reason: 'ECONNREFUSED', retryAfterMs: null });
      arrived.push(message.headline.zh);
      return Promise.resolve({ kind: 'sent', receipt: 'ok' });
    },
  };
  const opened = Notices.open({
    file: join(root, file),
    notify: { ...NOBODY, channels: [channel] },
    jurisdictions,
    plans,
    standards,
    standing: 'exercise',
    base: '',
    isHistory: () => false,
    begin: 0,
    clock: timers,
    after: timers.after,
    random: () => 0,
    onTrouble: () => undefined,
    ...options,
  });
  return { opened, arrived, timers, world };
}

test('a process that dies between the record and the outbox tells the rest at its next start, once', async () => {
  const one = world('crash.ndjson');
  const first = await one.opened;
  first.start();
  for (const entry of entries.slice(0, 2)) first.take(entry);
  await first.settled();
  await first.close();
  // Recorded, and nobody was there to take it.
  const two = world('crash.ndjson', { begin: entries.length });
  const second = await two.opened;
  for (const entry of entries) second.take(entry);
  second.start();
  await second.settled();
  expect(one.arrived).toEqual(['【演练】阳泉市区发布重污染天气黄色预警']);
  expect(two.arrived).toEqual([
    '【演练】阳泉市区重污染天气黄色预警升级为橙色预警',
    '【演练】阳泉市区解除重污染天气橙色预警',
  ]);
  expect(second.cap('w-1', null)).toContain('<msgType>Cancel</msgType>');
  expect(second.cap('w-1', 1)).toContain('<msgType>Alert</msgType>');
  expect(second.cap('w-1', 4)).toBeNull();
  expect(second.cap('w-2', null)).toBeNull();
  expect(second.feed().match(/<entry>/g)).toHaveLength(3);
  await second.close();
});

test('the past that the demo runs through is in the feed and goes to nobody, also not after a restart', async () => {
  const isHistory: NoticesOptions['isHistory'] = ({ at }) => at < START + 3_600_000;
  const one = world('history.ndjson', { isHistory });
  const first = await one.opened;
  first.start();
  for (const entry of entries.slice(0, 2)) first.take(entry);
  await first.settled();
  await first.close();
  const two = world('history.ndjson', { begin: 2 });
  const second = await two.opened;
  for (const entry of entries.slice(0, 4)) second.take(entry);
  second.start();
  await second.settled();
  expect(one.arrived).toEqual([]);
  expect(two.arrived).toEqual(['【演练】阳泉市区重污染天气黄色预警升级为橙色预警']);
  expect(second.feed().match(/<entry>/g)).toHaveLength(2);
  await second.close();
});

test('a receiver that is down is seen in the health, and gone from it when it is back', async () => {
  const { opened, timers, world: outside } = world('health.ndjson');
  const notices = await opened;
  notices.start();
  outside.isDown = true;
  for (const entry of entries) notices.take(entry);
  await notices.settled();
  expect(notices.health(timers)).toMatchObject({ part: 'outbox', state: 'degraded' });
  expect(notices.health(timers).detail).toContain('a 未送达 1 条 (ECONNREFUSED)');
  expect(notices.list()).toMatchObject({ waiting: 3, dead: 0, channels: [{ id: 'a', waiting: 3 }] });
  outside.isDown = false;
  for (let i = 0; i < 10; i += 1) {
    timers.advance(60_000);
    await notices.settled();
  }
  expect(notices.health(timers)).toMatchObject({ state: 'ok', detail: 'ok' });
  expect(notices.list().letters.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  await notices.close();
});

/** The entries of an alarm that nobody acknowledges, from a number of the ledger on. */
const alarmEntries = (from: number): RecordedEvent[] =>
  alarmEvents('a-1', [
    [10, 'office', 1],
    [20, 'office-director', 2],
  ]).map((event, i) => ({ seq: from + i, data: { jurisdiction: 'yangcheng', event } }));

test('an alarm that was told on calls each role once, also when the process dies in between', async () => {
  const told = alarmEntries(1);
  const one = world('calls.ndjson');
  const first = await one.opened;
  first.start();
  for (const entry of told.slice(0, 2)) first.take(entry);
  await first.settled();
  await first.close();
  const two = world('calls.ndjson', { begin: told.length });
  const second = await two.opened;
  for (const entry of told) second.take(entry);
  second.start();
  await second.settled();
  expect(one.arrived).toEqual([expect.stringMatching(/^【演练】催办 县指挥部办公室：/)]);
  expect(two.arrived).toEqual([expect.stringMatching(/^【演练】催办 办公室主任：/)]);
  expect(second.list().letters.map(({ kind, jurisdiction }) => `${kind} ${jurisdiction}`)).toEqual([
    'call yangcheng',
    'call yangcheng',
  ]);
  // A call is no bulletin.
  expect(second.feed()).not.toContain('<entry>');
  await second.close();
});

test('calls of the past that the demo runs through go to nobody, also not after a restart', async () => {
  const told = alarmEntries(1);
  const isHistory: NoticesOptions['isHistory'] = ({ at }) => at < START + 15 * 60_000;
  const one = world('past-calls.ndjson', { isHistory });
  const first = await one.opened;
  first.start();
  for (const entry of told.slice(0, 2)) first.take(entry);
  await first.settled();
  await first.close();
  const two = world('past-calls.ndjson', { begin: 2 });
  const second = await two.opened;
  for (const entry of told) second.take(entry);
  second.start();
  await second.settled();
  expect(one.arrived).toEqual([]);
  expect(two.arrived).toEqual([expect.stringContaining('办公室主任')]);
  await second.close();
});

test('what is overdue calls the next role once, and a later restart calls nobody again', async () => {
  const { events } = neglected('yangquan-heavy-pollution', 'yangquan', START + 2 * 3_600_000, ['consult']);
  const told = events.map((event, i): RecordedEvent => ({ seq: i + 1, data: { jurisdiction: 'yangquan', event } }));
  const one = world('overdue.ndjson');
  const first = await one.opened;
  first.start();
  for (const entry of told) first.take(entry);
  await first.settled();
  expect(one.arrived).toEqual([expect.stringMatching(/^【演练】催办 副总指挥：阳泉市重污染天气，“.+”已超期$/)]);
  await first.close();
  const two = world('overdue.ndjson', { begin: told.length });
  const second = await two.opened;
  for (const entry of told) second.take(entry);
  second.start();
  await second.settled();
  expect(two.arrived).toEqual([]);
  await second.close();
});
