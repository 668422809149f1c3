import type { Clock } from '../model/instant.ts';
import type { Channel, Message, Outcome } from './channel.ts';
import { OutboxFile, type Letter, type LetterStanding, type OutboxRecord } from './outbox-file.ts';

/** First wait after a failure; it doubles up to the longest. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** How long a disk that refused is left alone. */
const DISK_WAIT_MS = 5000;
/** Sent and discarded letters that are still shown. */
const KEEP_SETTLED = 500;
/** Letters that wait for a person; beyond these the oldest are given up, and said. */
const MAX_DEAD = 5000;
/** The file is made shorter when it is larger than this, and so much larger than what it says. */
const COMPACT_BYTES = 4_000_000;
const COMPACT_FACTOR = 4;
/** What waits this long without a try is late. */
const LATE_MS = 120_000;
/** A stop waits this long for what is on its way. */
const CLOSE_WAIT_MS = 5000;

export interface OutboxOptions {
  readonly file: string;
  readonly channels: readonly Channel[];
  /** Wall clock. */
  readonly clock: Clock;
  /** Does the work after so many ms; gives what takes it back. */
  readonly after: (ms: number, work: () => void) => () => void;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  readonly onTrouble: (trouble: OutboxTrouble) => void;
  /** Where the ledger stands: an outbox without a file begins after it. */
  readonly begin: number;
}

export type OutboxTrouble =
  | { readonly kind: 'disk'; readonly message: string }
  | { readonly kind: 'dead'; readonly key: string; readonly why: string; readonly detail: string }
  | { readonly kind: 'given-up'; readonly key: string };

/** A letter as people see it. Instants are epoch ms of the wall clock. */
export interface LetterView extends LetterStanding {
  readonly key: string;
  readonly channel: string;
  readonly channelKind: Channel['kind'] | null;
  readonly address: string;
  readonly kind: 'bulletin' | 'call';
  /** Id of the message. */
  readonly message: string;
  readonly jurisdiction: string;
  readonly headline: Message['headline'];
  readonly queuedAt: number;
}

interface Entry {
  readonly letter: Letter;
  readonly message: Message;
  readonly queuedAt: number;
  standing: LetterStanding;
}

/** What a message is about: letters about it keep their order. */
const threadOf = (message: Message): string => (message.kind === 'call' ? message.of : message.case);

/**
 * Letters to the outside: on the disk before they are tried, tried until they arrive, and never sent twice for one
 * message to one address. Before each try the file says so; when a process dies in between, or an answer does not come,
 * the letter is in doubt. A receiver that knows letters by their key gets it again; any other waits for a person.
 * Letters about one case or alarm to one address go in order, and one at a time to an address.
 */
export class Outbox {
  private readonly entries = new Map<string, Entry>();
  private readonly channels: ReadonlyMap<string, Channel>;
  /** Addresses that something is on its way to. */
  private readonly busy = new Map<string, Promise<void>>();
  /** Letters that something is being done to. */
  private readonly claimed = new Set<string>();
  /** What is not on the disk yet, in order. */
  private unwritten: { seq: number; message: Message | null }[] = [];
  private offering: Promise<void> = Promise.resolve();
  private cursor: number;
  private failure: string | null = null;
  /** When a disk that refused is tried again. */
  private diskAt = 0;
  private cancelWake: (() => void) | null = null;
  private isStarted = false;
  private isClosed = false;

  private constructor(
    private readonly file: OutboxFile,
    records: readonly OutboxRecord[],
    private readonly options: OutboxOptions,
  ) {
    this.channels = new Map(options.channels.map((channel) => [channel.id, channel]));
    this.cursor = options.begin;
    if (records.length > 0) this.cursor = 0;
    for (const record of records) this.fold(record);
  }

  /** Opens the outbox in a file. @throws OutboxBroken (rejects) */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const { file, records } = await OutboxFile.open(options.file);
    const outbox = new Outbox(file, records, options);
    // An outbox that has seen more than there is stands beside another ledger: it goes on from where that one is.
    if (records.length === 0 || outbox.cursor > options.begin) {
      const record = { kind: 'cursor', seq: options.begin } as const;
      await file.append([record], () => outbox.fold(record));
    }
    await outbox.settleDoubts();
    await outbox.tidy();
    return outbox;
  }

  /** Entries of the ledger up to this one were looked at: what they tell is in the outbox. */
  get seen(): number {
    return this.cursor;
  }

  /** Begins to send. */
  start(): void {
    this.isStarted = true;
    this.wake();
  }

  /**
   * Takes the message of an entry of the ledger, or null where nobody is to be told; entries that were seen are left out.
   * A disk that refuses it is tried again; a process that dies before finds it in the ledger.
   */
  offer(seq: number, message: Message | null): Promise<void> {
    this.unwritten.push({ seq, message });
    this.offering = this.offering.then(() => this.takeIn());
    return this.offering;
  }

  /** Has a letter sent that waits for a person; what was in doubt may then arrive twice. Gives whether it was done. */
  async release(key: string, by: string): Promise<boolean> {
    const now = this.options.clock.now();
    const isDone = await this.decide(key, ['dead'], (standing) => ({
      ...standing,
      state: 'waiting',
      inRow: 0,
      at: now,
      nextAt: now,
      why: null,
      by,
    }));
    this.wake();
    return isDone;
  }

  /** Gives up a letter that is not sent and not on its way. Gives whether it was done. */
  async discard(key: string, by: string): Promise<boolean> {
    const at = this.options.clock.now();
    const isDone = await this.decide(key, ['dead', 'waiting'], (standing) => ({
      ...standing,
      state: 'discarded',
      at,
      by,
    }));
    this.wake();
    return isDone;
  }

  /** All letters at hand, the newest first. */
  letters(): LetterView[] {
    return [...this.entries.values()].toReversed().map(({ letter, message, queuedAt, standing }) => ({
      ...standing,
      key: letter.key,
      channel: letter.channel,
      channelKind: this.channels.get(letter.channel)?.kind ?? null,
      address: letter.address,
      kind: message.kind === 'call' ? 'call' : 'bulletin',
      message: message.id,
      jurisdiction: message.jurisdiction,
      headline: message.headline,
      queuedAt,
    }));
  }

  /** How it stands, in numbers. `failing`: tried in vain, or kept waiting; by channel. */
  state(): {
    readonly waiting: number;
    readonly dead: number;
    readonly failing: ReadonlyMap<string, { readonly since: number; readonly detail: string; readonly count: number }>;
    readonly diskFailure: string | null;
  } {
    const now = this.options.clock.now();
    const failing = new Map<string, { since: number; detail: string; count: number }>();
    let waiting = 0;
    let dead = 0;
    for (const { letter, queuedAt, standing } of this.entries.values()) {
      if (standing.state === 'dead') dead += 1;
      if (standing.state !== 'waiting' && standing.state !== 'trying') continue;
      waiting += 1;
      const isUnknown = !this.hasAddress(letter);
      const failures = standing.state === 'trying' ? standing.inRow - 1 : standing.inRow;
      if (failures === 0 && !isUnknown && now - queuedAt < LATE_MS) continue;
      const known = failing.get(letter.channel);
      const detail = isUnknown ? 'no longer configured' : standing.detail;
      failing.set(letter.channel, {
        since: Math.min(known?.since ?? queuedAt, queuedAt),
        detail: known?.detail || detail,
        count: (known?.count ?? 0) + 1,
      });
    }
    return { waiting, dead, failing, diskFailure: this.failure };
  }

  /** Waits until nothing is being written or sent; what waits for its time goes on waiting. */
  async settled(): Promise<void> {
    await this.offering;
    while (this.busy.size > 0) {
      await Promise.all(this.busy.values());
      await this.offering;
    }
  }

  /** Sends no more. What is on its way is waited for, up to five seconds; after that it is in doubt. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelWake?.();
    let cancel = (): void => undefined;
    const enough = new Promise<void>((resolve) => {
      cancel = this.options.after(CLOSE_WAIT_MS, resolve);
    });
    await Promise.race([this.settled(), enough]);
    cancel();
    await this.file.close();
  }

  private fold(record: OutboxRecord): void {
    switch (record.kind) {
      case 'cursor':
        this.cursor = record.seq;
        return;
      case 'message': {
        this.cursor = Math.max(this.cursor, record.seq);
        const { message, at } = record;
        for (const letter of record.letters) {
          if (this.entries.has(letter.key)) continue;
          const standing = { tries: 0, inRow: 0, at, nextAt: at, why: null, detail: '', by: null };
          this.entries.set(letter.key, {
            letter,
            message,
            queuedAt: at,
            standing: { state: 'waiting', ...standing },
          });
        }
        return;
      }
      case 'letter': {
        const entry = this.entries.get(record.key);
        if (entry !== undefined) entry.standing = record.standing;
      }
    }
  }

  private async takeIn(): Promise<void> {
    while (this.unwritten.length > 0) {
      const [next] = this.unwritten;
      if (next === undefined) return;
      if (next.seq > this.cursor && !(await this.write([this.toRecord(next.seq, next.message)]))) return;
      this.unwritten.shift();
    }
    this.wake();
  }

  private toRecord(seq: number, message: Message | null): OutboxRecord {
    const letters = message === null ? [] : this.lettersOf(message);
    // What nobody wants need not be kept.
    if (message === null || letters.length === 0) return { kind: 'cursor', seq };
    return { kind: 'message', seq, at: this.options.clock.now(), message, letters };
  }

  private lettersOf(message: Message): Letter[] {
    return this.options.channels
      .filter((channel) => channel.wants(message))
      .flatMap(({ id: channel, addresses }) =>
        addresses.map((address): Letter => ({ key: `${message.id}/${channel}/${address}`, channel, address })),
      );
  }

  /** Writes records and takes them up; says whether they are on the disk. Whoever wrote tries again later. */
  private async write(records: readonly OutboxRecord[]): Promise<boolean> {
    try {
      await this.file.append(records, () => {
        for (const record of records) this.fold(record);
      });
      this.failure = null;
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.failure === null) this.options.onTrouble({ kind: 'disk', message });
      this.failure = message;
      this.diskAt = this.options.clock.now() + DISK_WAIT_MS;
      this.wakeIn(DISK_WAIT_MS);
      return false;
    }
  }

  /** What a person decides of a letter that stands in one of these states. @throws when the disk refuses it */
  private async decide(
    key: string,
    states: readonly LetterStanding['state'][],
    next: (standing: LetterStanding) => LetterStanding,
  ): Promise<boolean> {
    const entry = this.entries.get(key);
    if (entry === undefined || this.claimed.has(key) || !states.includes(entry.standing.state)) return false;
    this.claimed.add(key);
    const record = { kind: 'letter', key, standing: next(entry.standing) } as const;
    try {
      await this.file.append([record], () => this.fold(record));
    } finally {
      this.claimed.delete(key);
    }
    return true;
  }

  /** What was being tried when the process died. */
  private async settleDoubts(): Promise<void> {
    const at = this.options.clock.now();
    const records: OutboxRecord[] = [];
    for (const { letter, standing } of this.entries.values()) {
      if (standing.state !== 'trying') continue;
      const isKnown = this.channels.get(letter.channel)?.isIdempotent === true;
      const next: LetterStanding = isKnown
        ? { ...standing, state: 'waiting', at, nextAt: at, detail: 'interrupted' }
        : { ...standing, state: 'dead', at, why: 'in-doubt', detail: 'interrupted while it was being sent' };
      records.push({ kind: 'letter', key: letter.key, standing: next });
    }
    if (records.length === 0) return;
    await this.file.append(records, () => {
      for (const record of records) this.fold(record);
    });
    for (const record of records) {
      if (record.kind === 'letter' && record.standing.state === 'dead') this.tellDead(record.key, record.standing);
    }
  }

  private tellDead(key: string, { why, detail }: LetterStanding): void {
    this.options.onTrouble({ kind: 'dead', key, why: why ?? '', detail });
  }

  private hasAddress({ channel, address }: Letter): boolean {
    return this.channels.get(channel)?.addresses.includes(address) === true;
  }

  /** Sends what may go now, and sees to it that somebody looks again when the next may. */
  private wake(): void {
    if (!this.isStarted || this.isClosed) return;
    const now = this.options.clock.now();
    let soonest = Infinity;
    if (this.unwritten.length > 0 && this.failure !== null) {
      if (this.diskAt > now) soonest = this.diskAt;
      else {
        this.diskAt = now + DISK_WAIT_MS;
        this.offering = this.offering.then(() => this.takeIn());
      }
    }
    /** Cases and alarms whose earlier letter to an address still waits. */
    const held = new Set<string>();
    for (const entry of this.entries.values()) {
      const { letter, message, standing } = entry;
      if (standing.state !== 'waiting' && standing.state !== 'trying') continue;
      const lane = `${letter.channel}/${letter.address}`;
      const turn = `${lane}/${threadOf(message)}`;
      if (held.has(turn)) continue;
      held.add(turn);
      if (standing.state === 'trying' || this.busy.has(lane) || !this.hasAddress(letter)) continue;
      if (this.claimed.has(letter.key)) continue;
      if (standing.nextAt > now) {
        soonest = Math.min(soonest, standing.nextAt);
        continue;
      }
      this.claimed.add(letter.key);
      this.busy.set(
        lane,
        this.attempt(entry).finally(() => {
          this.claimed.delete(letter.key);
          this.busy.delete(lane);
          this.wake();
        }),
      );
    }
    if (soonest < Infinity) this.wakeIn(soonest - now);
  }

  private wakeIn(ms: number): void {
    if (this.isClosed) return;
    this.cancelWake?.();
    this.cancelWake = this.options.after(Math.max(1, ms), () => {
      this.cancelWake = null;
      this.wake();
    });
  }

  private async attempt(entry: Entry): Promise<void> {
    const { letter, message } = entry;
    const { clock } = this.options;
    const channel = this.channels.get(letter.channel);
    if (channel === undefined) return;
    const before = entry.standing;
    const trying: LetterStanding = {
      ...before,
      state: 'trying',
      tries: before.tries + 1,
      inRow: before.inRow + 1,
      at: clock.now(),
    };
    // Nothing leaves before the disk knows that it is being tried.
    if (!(await this.write([{ kind: 'letter', key: letter.key, standing: trying }]))) {
      entry.standing = { ...before, nextAt: clock.now() + DISK_WAIT_MS };
      return;
    }
    const outcome = await channel
      .send({ message, address: letter.address, key: letter.key, now: clock.now() })
      .catch((error: unknown): Outcome => ({ kind: 'in-doubt', reason: `failed: ${String(error).slice(0, 200)}` }));
    const after = this.standingAfter(trying, outcome, channel);
    // Until the disk knows, it stays as it is, and this process does not send it again.
    while (!(await this.write([{ kind: 'letter', key: letter.key, standing: after }]))) {
      if (this.isClosed) return;
      await new Promise<void>((resolve) => void this.options.after(DISK_WAIT_MS, resolve));
    }
    this.claimed.delete(letter.key);
    if (after.state === 'dead') this.tellDead(letter.key, after);
    await this.tidy();
  }

  private standingAfter(trying: LetterStanding, outcome: Outcome, channel: Channel): LetterStanding {
    const at = this.options.clock.now();
    const rest = { ...trying, at };
    const again = (detail: string, atLeastMs: number): LetterStanding =>
      trying.inRow >= channel.tries
        ? { ...rest, state: 'dead', why: 'tries', detail }
        : { ...rest, state: 'waiting', nextAt: at + Math.max(atLeastMs, this.backOff(trying.inRow)), detail };
    switch (outcome.kind) {
      case 'sent':
        return { ...rest, state: 'sent', detail: outcome.receipt };
      case 'refused':
        return { ...rest, state: 'dead', why: 'refused', detail: outcome.reason };
      case 'not-sent':
        return again(outcome.reason, outcome.retryAfterMs ?? 0);
      case 'in-doubt':
        return channel.isIdempotent
          ? again(outcome.reason, 0)
          : { ...rest, state: 'dead', why: 'in-doubt', detail: outcome.reason };
    }
  }

  /** Doubles from a second to ten minutes; of that the last half is left to chance, so that not all come back at once. */
  private backOff(failures: number): number {
    const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(30, failures - 1));
    return Math.round(full / 2 + (full / 2) * this.options.random());
  }

  /** Forgets what is long settled, and shortens the file when most of it is past. */
  private async tidy(): Promise<void> {
    this.forget(({ state }) => state === 'sent' || state === 'discarded', KEEP_SETTLED);
    for (const key of this.forget(({ state }) => state === 'dead', MAX_DEAD)) {
      this.options.onTrouble({ kind: 'given-up', key });
    }
    if (this.file.bytes < COMPACT_BYTES) return;
    const size = Buffer.byteLength(JSON.stringify(this.snapshot()));
    if (this.file.bytes < size * COMPACT_FACTOR) return;
    await this.file
      .replace(() => this.snapshot())
      .catch((error: unknown) => {
        this.options.onTrouble({ kind: 'disk', message: error instanceof Error ? error.message : String(error) });
      });
  }

  private forget(isOf: (standing: LetterStanding) => boolean, most: number): string[] {
    const found = [...this.entries].filter(([, { standing }]) => isOf(standing)).map(([key]) => key);
    const gone = found.slice(0, Math.max(0, found.length - most));
    for (const key of gone) this.entries.delete(key);
    return gone;
  }

  /** Records that say what the outbox knows. */
  private snapshot(): OutboxRecord[] {
    const byMessage = new Map<string, Entry[]>();
    for (const entry of this.entries.values()) {
      const { id } = entry.message;
      byMessage.set(id, [...(byMessage.get(id) ?? []), entry]);
    }
    const records: OutboxRecord[] = [{ kind: 'cursor', seq: this.cursor }];
    for (const entries of byMessage.values()) {
      const [first] = entries;
      if (first === undefined) continue;
      const letters = entries.map(({ letter }) => letter);
      records.push({ kind: 'message', seq: 0, at: first.queuedAt, message: first.message, letters });
      for (const { letter, standing } of entries) records.push({ kind: 'letter', key: letter.key, standing });
    }
    return records;
  }
}
