import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { alarmEvents, callsOf, oneBulletin, oneCall } from '../../test/notify/sample.ts';
import { ManualTimers } from '../../test/notify/timers.ts';
import type { Channel, Delivery, Message, Outcome } from './channel.ts';
import { Outbox, type OutboxTrouble } from './outbox.ts';
import { OutboxBroken } from './outbox-file.ts';

const root = mkdtempSync(join(tmpdir(), 'wanglou-outbox-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(root, `${files}`, 'outbox.ndjson');
};

/** The case or alarm that a message is about. */
const aboutOf = (message: Message): string => (message.kind === 'call' ? message.of : message.case);

interface Receiver {
  readonly channel: Channel;
  /** Keys in the order in which they arrived. */
  readonly arrived: string[];
}

/** A channel that behaves as told, try by try; after that it takes everything. */
function receiver(
  behaviour: (delivery: Delivery, tries: number) => Outcome | Promise<Outcome>,
  options: Partial<Channel> = {},
): Receiver {
  const arrived: string[] = [];
  let tries = 0;
  const channel: Channel = {
    id: 'a',
    kind: 'wecom',
    addresses: ['group'],
    isIdempotent: false,
    tries: 5,
    wants: () => true,
    async send(delivery) {
      tries += 1;
      const outcome = await behaviour(delivery, tries);
      if (outcome.kind === 'sent') arrived.push(delivery.key);
      return outcome;
    },
    ...options,
  };
  return { channel, arrived };
}

const sent: Outcome = { kind: 'sent', receipt: 'ok' };
const down: Outcome = { kind: 'not-sent', reason: 'ECONNREFUSED', retryAfterMs: null };
const lost: Outcome = { kind: 'in-doubt', reason: 'no answer' };

async function open(
  file: string,
  channels: readonly Channel[],
  options: { timers?: ManualTimers; begin?: number } = {},
) {
  const timers = options.timers ?? new ManualTimers();
  const troubles: OutboxTrouble[] = [];
  const outbox = await Outbox.open({
    file,
    channels,
    clock: timers,
    after: timers.after,
    random: () => 0,
    onTrouble: (trouble) => troubles.push(trouble),
    begin: options.begin ?? 0,
  });
  return { outbox, timers, troubles };
}

/** Lets time pass until nothing waits for it, or so many steps are over. */
async function run({ outbox, timers }: { outbox: Outbox; timers: ManualTimers }, steps = 60): Promise<void> {
  await outbox.settled();
  for (let i = 0; i < steps; i += 1) {
    const next = timers.next();
    if (next === null) return;
    timers.advance(next - timers.now());
    await outbox.settled();
  }
}

describe('the outbox', () => {
  test('waiting -> tried -> sent, with a receipt', async () => {
    const { channel, arrived } = receiver(() => sent);
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await run(box);
    expect(arrived).toEqual(['w-yangquan-a-1.1/a/group']);
    expect(box.outbox.letters()).toMatchObject([{ state: 'sent', tries: 1, detail: 'ok', address: 'group' }]);
    await box.outbox.close();
  });

  test('a receiver that is down delays, with waits that double; it is seen, and nothing is lost', async () => {
    const tried: number[] = [];
    const timers = new ManualTimers();
    const { channel, arrived } = receiver(
      (_, tries) => {
        tried.push(timers.now());
        return tries <= 5 ? down : sent;
      },
      { tries: 10 },
    );
    const box = await open(newFile(), [channel], { timers });
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await box.outbox.settled();
    expect(box.outbox.state().failing.get('a')).toMatchObject({ count: 1, detail: 'ECONNREFUSED' });
    await run(box);
    expect(tried.map((at, i) => at - (tried[i - 1] ?? at))).toEqual([0, 500, 1000, 2000, 4000, 8000]);
    expect(arrived).toHaveLength(1);
    expect(box.outbox.state()).toMatchObject({ waiting: 0, dead: 0, failing: new Map() });
    await box.outbox.close();
  });

  test('a receiver that asks for time gets it', async () => {
    const { channel, arrived } = receiver((_, tries) =>
      tries === 1 ? { kind: 'not-sent', reason: 'HTTP 429', retryAfterMs: 60_000 } : sent,
    );
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await box.outbox.settled();
    box.timers.advance(59_000);
    await box.outbox.settled();
    expect(arrived).toEqual([]);
    box.timers.advance(1000);
    await box.outbox.settled();
    expect(arrived).toHaveLength(1);
    await box.outbox.close();
  });

  test.each([
    ['tries', down, 5],
    ['refused', { kind: 'refused', reason: 'HTTP 400' } as Outcome, 1],
    ['in-doubt', lost, 1],
  ])('%s -> a person releases it -> sent', async (why, outcome, tries) => {
    let isBack = false;
    const { channel, arrived } = receiver(() => (isBack ? sent : outcome));
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await run(box);
    const key = 'w-yangquan-a-1.1/a/group';
    expect(box.outbox.letters()).toMatchObject([{ state: 'dead', why, tries }]);
    expect(box.troubles).toMatchObject([{ kind: 'dead', key, why }]);
    expect(arrived).toEqual([]);
    isBack = true;
    expect(await Promise.all([box.outbox.release(key, 'somebody'), box.outbox.release(key, 'another')])).toEqual([
      true,
      false,
    ]);
    await run(box);
    expect(arrived).toEqual([key]);
    expect(box.outbox.letters()).toMatchObject([{ state: 'sent', by: 'somebody' }]);
    expect(await box.outbox.release(key, 'somebody')).toBe(false);
    expect(await box.outbox.discard(key, 'somebody')).toBe(false);
    await box.outbox.close();
  });

  test('a receiver that knows letters by their key gets what is in doubt again', async () => {
    const { channel, arrived } = receiver((_, tries) => (tries === 1 ? lost : sent), { isIdempotent: true });
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await run(box);
    expect(arrived).toHaveLength(1);
    await box.outbox.close();
  });

  test('letters of one case go in order; another case does not wait for them', async () => {
    let isBack = false;
    const { channel, arrived } = receiver(({ message }) => (isBack || aboutOf(message) === 'w-2' ? sent : down), {
      tries: 50,
    });
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin('w-1'));
    await box.outbox.offer(2, { ...oneBulletin('w-1'), id: 'w-1.2', number: 2, kind: 'update' });
    await box.outbox.offer(3, oneBulletin('w-2'));
    await run(box, 4);
    expect(arrived).toEqual(['w-2.1/a/group']);
    isBack = true;
    await run(box);
    expect(arrived).toEqual(['w-2.1/a/group', 'w-1.1/a/group', 'w-1.2/a/group']);
    await box.outbox.close();
  });

  test('a channel gets what it wants, at each of its addresses', async () => {
    const all = receiver(() => sent, { addresses: ['x@a.example', 'y@a.example'] });
    const none = receiver(() => sent, { id: 'b', wants: ({ plan }) => plan.id === 'other' });
    const box = await open(newFile(), [all.channel, none.channel]);
    box.outbox.start();
    await box.outbox.offer(1, oneBulletin());
    await run(box);
    expect(all.arrived).toEqual(['w-yangquan-a-1.1/a/x@a.example', 'w-yangquan-a-1.1/a/y@a.example']);
    expect(none.arrived).toEqual([]);
    await box.outbox.close();
  });

  test('calls go the same way: in order about one alarm, and held up by nothing else', async () => {
    let isBack = false;
    const { channel, arrived } = receiver(({ message }) => (isBack || aboutOf(message) === 'w-2' ? sent : down), {
      tries: 50,
    });
    const box = await open(newFile(), [channel]);
    box.outbox.start();
    const calls = callsOf(
      alarmEvents('a-1', [
        [10, 'office', 1],
        [20, 'office-director', 2],
      ]),
    );
    for (const [i, call] of calls.entries()) await box.outbox.offer(i + 1, call);
    await box.outbox.offer(3, oneBulletin('w-2'));
    await run(box, 4);
    expect(arrived).toEqual(['w-2.1/a/group']);
    isBack = true;
    await run(box);
    expect(arrived).toEqual(['w-2.1/a/group', 'a-1.1.1/a/group', 'a-1.1.2/a/group']);
    expect(box.outbox.letters().map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      'bulletin w-2.1',
      'call a-1.1.2',
      'call a-1.1.1',
    ]);
    await box.outbox.close();
  });

  test('what nobody wants is not kept, and not looked at again', async () => {
    const { channel } = receiver(() => sent, { wants: ({ kind }) => kind !== 'call' });
    const file = newFile();
    const box = await open(file, [channel]);
    await box.outbox.offer(3, oneCall());
    expect(box.outbox.letters()).toEqual([]);
    expect(box.outbox.seen).toBe(3);
    await box.outbox.close();
    expect(readFileSync(file, 'utf8')).not.toContain('call');
  });

  test('what was discarded is not sent', async () => {
    const { channel, arrived } = receiver(() => sent);
    const box = await open(newFile(), [channel]);
    await box.outbox.offer(1, oneBulletin());
    expect(await box.outbox.discard('w-yangquan-a-1.1/a/group', 'somebody')).toBe(true);
    box.outbox.start();
    await run(box);
    expect(arrived).toEqual([]);
    expect(await box.outbox.discard('nothing', 'somebody')).toBe(false);
    await box.outbox.close();
  });
});

describe('a restart', () => {
  test('what waited is sent, what was sent is not sent again, and the ledger is not told twice', async () => {
    const file = newFile();
    const first = receiver(({ message }) => (aboutOf(message) === 'w-2' ? down : sent));
    const one = await open(file, [first.channel]);
    one.outbox.start();
    await one.outbox.offer(4, oneBulletin('w-1'));
    await one.outbox.offer(7, oneBulletin('w-2'));
    await one.outbox.settled();
    await one.outbox.close();

    const second = receiver(() => sent);
    const two = await open(file, [second.channel], { timers: one.timers, begin: 9 });
    expect(two.outbox.seen).toBe(7);
    // The ledger is read from its beginning.
    await two.outbox.offer(4, oneBulletin('w-1'));
    await two.outbox.offer(7, oneBulletin('w-2'));
    await two.outbox.offer(9, oneBulletin('w-3'));
    two.outbox.start();
    await run(two);
    expect(first.arrived).toEqual(['w-1.1/a/group']);
    expect(second.arrived.toSorted()).toEqual(['w-2.1/a/group', 'w-3.1/a/group']);
    await two.outbox.close();
  });

  test('an outbox that is new begins after what is on record', async () => {
    const { channel, arrived } = receiver(() => sent);
    const box = await open(newFile(), [channel], { begin: 5 });
    box.outbox.start();
    await box.outbox.offer(5, oneBulletin('w-1'));
    await box.outbox.offer(6, oneBulletin('w-2'));
    await run(box);
    expect(arrived).toEqual(['w-2.1/a/group']);
    await box.outbox.close();
  });

  test('beside a ledger that is shorter it goes on from where that one is', async () => {
    const file = newFile();
    const { channel, arrived } = receiver(() => sent);
    const one = await open(file, [channel]);
    await one.outbox.offer(50, null);
    await one.outbox.close();
    const two = await open(file, [channel], { begin: 2 });
    two.outbox.start();
    await two.outbox.offer(2, oneBulletin('w-1'));
    await two.outbox.offer(3, oneBulletin('w-2'));
    await run(two);
    expect(arrived).toEqual(['w-2.1/a/group']);
    await two.outbox.close();
  });

  test('a channel that is gone is waited for, and seen', async () => {
    const file = newFile();
    const one = await open(file, [receiver(() => sent).channel]);
    await one.outbox.offer(1, oneBulletin());
    await one.outbox.close();
    const two = await open(file, []);
    two.outbox.start();
    await run(two);
    expect(two.outbox.state().failing.get('a')).toMatchObject({ detail: 'no longer configured' });
    await two.outbox.close();
    const back = receiver(() => sent);
    const three = await open(file, [back.channel], { begin: 1 });
    three.outbox.start();
    await run(three);
    expect(back.arrived).toHaveLength(1);
    await three.outbox.close();
  });

  test('a torn last line does not count; a broken one stops it', async () => {
    const file = newFile();
    const { channel, arrived } = receiver(() => sent);
    const one = await open(file, [channel]);
    await one.outbox.offer(1, oneBulletin());
    await one.outbox.close();
    appendFileSync(file, '{"kind":"letter","key":"w');
    const two = await open(file, [channel], { begin: 1 });
    two.outbox.start();
    await run(two);
    expect(arrived).toHaveLength(1);
    await two.outbox.close();
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, ['{"kind":"letter"}', ...lines.slice(1)].join('\n'));
    await expect(open(file, [channel])).rejects.toThrow(OutboxBroken);
    await expect(open(file, [channel])).rejects.toThrow(`${file}:1`);
  });

  test('a file of before there were calls is read as it was written', async () => {
    const file = newFile();
    const first = await open(file, []);
    await first.outbox.close();
    const bulletin = oneBulletin('w-1');
    const key = `${bulletin.id}/a/group`;
    const letters = [{ key, bulletin: bulletin.id, channel: 'a', address: 'group' }];
    const old = [
      { kind: 'cursor', seq: 0 },
      { kind: 'bulletin', seq: 4, at: 1, bulletin, letters },
    ];
    writeFileSync(file, old.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const { channel, arrived } = receiver(() => sent);
    const box = await open(file, [channel], { begin: 4 });
    expect(box.outbox.seen).toBe(4);
    box.outbox.start();
    await run(box);
    expect(arrived).toEqual([key]);
    await box.outbox.close();
    const again = await open(file, [channel], { begin: 4 });
    expect(again.outbox.letters()).toMatchObject([{ key, kind: 'bulletin', state: 'sent' }]);
    await again.outbox.close();
  });

  test('a file that has grown is made shorter and says the same', async () => {
    const file = newFile();
    const { channel } = receiver(() => down, { tries: 100_000 });
    const one = await open(file, [channel]);
    await one.outbox.offer(1, oneBulletin());
    await one.outbox.close();
    const line = readFileSync(file, 'utf8').split('\n')[1] ?? '';
    // The same again changes nothing.
    appendFileSync(file, `${line}\n`.repeat(Math.ceil(5_000_000 / line.length)));
    const two = await open(file, [channel], { begin: 1 });
    const before = two.outbox.letters();
    await two.outbox.close();
    expect(readFileSync(file).length).toBeLessThan(10_000);
    const three = await open(file, [channel], { begin: 1 });
    expect(three.outbox.letters()).toEqual(before);
    expect(three.outbox.seen).toBe(1);
    await three.outbox.close();
  });
});

describe('whatever happens', () => {
  type Fate = 'sent' | 'down' | 'refused' | 'lost' | 'lost-arrived' | 'crash' | 'crash-arrived';
  const fate = fc.constantFrom<Fate>('sent', 'down', 'refused', 'lost', 'lost-arrived', 'crash', 'crash-arrived');

  /** Plays fates, a try each; a crash leaves the file as it is while the request is out, and a new process goes on. */
  async function play(fates: readonly Fate[], isIdempotent: boolean, bulletins: number) {
    const arrived: string[] = [];
    const timers = new ManualTimers();
    let file = newFile();
    let tries = 0;
    let crashedTo: string | null = null;
    const make = (): Channel => {
      let isDead = false;
      return {
        id: 'a',
        kind: isIdempotent ? 'webhook' : 'feishu',
        addresses: ['group'],
        isIdempotent,
        tries: 4,
        wants: () => true,
        send({ key }) {
          // What a dead process does goes into a file that nobody reads.
          if (isDead) return Promise.resolve(down);
          const now = fates[tries] ?? 'sent';
          tries += 1;
          if (now === 'sent' || now === 'lost-arrived' || now === 'crash-arrived') arrived.push(key);
          if (now === 'crash' || now === 'crash-arrived') {
            isDead = true;
            crashedTo = `${file}.${tries}`;
            copyFileSync(file, crashedTo);
          }
          if (now === 'sent') return Promise.resolve(sent);
          if (now === 'down') return Promise.resolve(down);
          if (now === 'refused') return Promise.resolve<Outcome>({ kind: 'refused', reason: 'HTTP 400' });
          return Promise.resolve(lost);
        },
      };
    };
    // About a case and about an alarm in turn.
    const entries = Array.from({ length: bulletins }, (_, i): Message =>
      i % 2 === 0 ? { ...oneBulletin('w-1'), id: `w-1.${i}` } : { ...oneCall('a-1'), id: `a-1.1.${i}` },
    );
    let box = await open(file, [make()], { timers, begin: 0 });
    for (let life = 0; life < fates.length + 2; life += 1) {
      box.outbox.start();
      entries.forEach((message, i) => void box.outbox.offer(i + 1, message));
      for (let step = 0; step < 200; step += 1) {
        await box.outbox.settled();
        const { outbox } = box;
        if (crashedTo !== null) break;
        const isOver = outbox.letters().every(({ state }) => state === 'sent' || state === 'dead');
        if (outbox.letters().length === bulletins && isOver) break;
        const next = timers.next();
        if (next !== null) timers.advance(next - timers.now());
      }
      if (crashedTo === null) break;
      await box.outbox.close();
      file = crashedTo;
      crashedTo = null;
      box = await open(file, [make()], { timers, begin: bulletins });
    }
    const letters = box.outbox.letters();
    await box.outbox.close();
    return { arrived, letters };
  }

  const count = (keys: readonly string[], key: string): number => keys.filter((each) => each === key).length;

  test('a receiver that does not know letters gets none twice, and what it did not get is with a person', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), async (fates, bulletins) => {
        const { arrived, letters } = await play(fates, false, bulletins);
        expect(letters).toHaveLength(bulletins);
        const wrong = letters.filter(({ key, state }) => {
          const times = count(arrived, key);
          return times > 1 || (times === 0 && state !== 'dead');
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('a receiver that knows letters gets each, and what it refuses is with a person', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 8 }), fc.integer({ min: 1, max: 3 }), async (fates, bulletins) => {
        const { arrived, letters } = await play(fates, true, bulletins);
        expect(letters).toHaveLength(bulletins);
        const wrong = letters.filter(({ key, state, why }) =>
          state === 'sent' ? count(arrived, key) === 0 : state !== 'dead' || why === 'in-doubt',
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
