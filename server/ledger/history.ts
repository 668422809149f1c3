import { HistoryBook, OpenAt, type HistoryRange, type Recorded } from '../alarms/index.ts';
import type { LedgerBody } from './events.ts';
import type { Ledger, LedgerEntry } from './log.ts';

/** Every so many entries the history remembers where it is, and lets others have a turn. */
const BLOCK = 256;
/** Questions that may wait for the one that is being answered. */
const MAX_WAITING = 8;

export interface LedgerHistoryOptions {
  readonly ledger: Pick<Ledger<LedgerBody>, 'read'>;
  /** Lets others have a turn: a long record must not hold up what is judged. */
  readonly breathe: () => Promise<unknown>;
}

/** Some entries in a row. */
interface Block {
  /** Number of the first one. */
  readonly seq: number;
  /** Number of the entry that began the oldest thing open before it; its own first where nothing is. */
  readonly openFrom: number;
  /** The earliest and the latest time of its entries, epoch ms. */
  least: number;
  most: number;
}

/**
 * Histories of ranges of event time, read from the ledger itself: what is kept in memory is a place for every 256 entries
 * and what is open at its end. Entries are not in the order of their times, so a block of them is known by its earliest and
 * latest. One question is answered at a time.
 */
export class LedgerHistory {
  private readonly blocks: Block[] = [];
  private readonly open = new OpenAt();
  /** Number of the last entry that the blocks hold. */
  private seen = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly options: LedgerHistoryOptions) {}

  /** The history of a range, of one jurisdiction or of all; null when too many questions wait. */
  async of(range: HistoryRange, jurisdiction: string | null): Promise<HistoryBook | null> {
    if (this.waiting >= MAX_WAITING) return null;
    this.waiting += 1;
    const answer = this.turn.then(() => this.fold(range, jurisdiction));
    // What went wrong is told to whoever asked; the next question is answered all the same.
    this.turn = answer.catch(() => undefined);
    try {
      return await answer;
    } finally {
      this.waiting -= 1;
    }
  }

  private async fold(range: HistoryRange, jurisdiction: string | null): Promise<HistoryBook> {
    await this.catchUp();
    const book = new HistoryBook(range);
    const { begin, end } = this.stretchOf(range);
    for (const entry of this.options.ledger.read(begin)) {
      const isBlock = entry.seq % BLOCK === 0;
      if (isBlock) await this.options.breathe();
      // Past the last entry of the range only what stood in it is followed to its end.
      if (entry.seq >= end && (range.as === 'at-end' || (isBlock && book.isSettled()))) break;
      const recorded = toRecorded(entry);
      if (jurisdiction === null || recorded.jurisdiction === jurisdiction) book.take(recorded);
    }
    return book;
  }

  /** Takes up what was recorded since the last question. */
  private async catchUp(): Promise<void> {
    for (const entry of this.options.ledger.read(this.seen + 1)) {
      const recorded = toRecorded(entry);
      const { at } = entry.data.event;
      let block = this.blocks.at(-1);
      if (block === undefined || entry.seq >= block.seq + BLOCK) {
        await this.options.breathe();
        const openFrom = this.open.oldest() ?? entry.seq;
        block = { seq: entry.seq, openFrom, least: Infinity, most: -Infinity };
        this.blocks.push(block);
      }
      block.least = Math.min(block.least, at, recorded.knownAt);
      block.most = Math.max(block.most, at, recorded.knownAt);
      this.open.take(recorded);
      this.seen = entry.seq;
    }
  }

  /** Where to begin for all that stood at or after `from`, and the number from which on nothing is of before `to`. */
  private stretchOf({ from, to }: HistoryRange): { readonly begin: number; readonly end: number } {
    const first = this.blocks.find(({ most }) => most >= from);
    const last = this.blocks.findLast(({ least }) => least < to);
    return {
      begin: first?.openFrom ?? this.open.oldest() ?? this.seen + 1,
      end: last === undefined ? 1 : last.seq + BLOCK,
    };
  }
}

/** An entry of the ledger as the history takes it. */
function toRecorded(entry: LedgerEntry<LedgerBody>): Recorded {
  const { jurisdiction, event } = entry.data;
  // What is dated back says itself when it became known; of a reading that came ahead of the clock, when it happened.
  const knownAt = 'knownAt' in event ? Math.max(event.at, event.knownAt ?? event.at) : event.at;
  return { seq: entry.seq, jurisdiction, event, knownAt };
}
