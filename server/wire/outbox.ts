/** The outbox as `GET /api/outbox` gives it, and what people may ask of it. */
import { z } from 'zod';
import type { Text } from '../model/text.ts';

/** A bulletin or a call on its way to one address. Instants are ISO 8601 in UTC, by the wall clock. */
export interface WireLetter {
  /** One message to one address, for ever. */
  readonly key: string;
  /** `bulletin`: what was put in force. `call`: a role is told that somebody else did not act. */
  readonly kind: 'bulletin' | 'call';
  /** Id of the message; of a bulletin `CASE.NUMBER`. */
  readonly message: string;
  readonly jurisdiction: string;
  readonly headline: Text;
  readonly channel: string;
  /** null: the channel is not configured any more. */
  readonly channelKind: string | null;
  readonly address: string;
  readonly state: 'waiting' | 'trying' | 'sent' | 'dead' | 'discarded';
  /** Why it waits for a person: tried too often, refused for good, or nobody knows whether it arrived. */
  readonly why: 'tries' | 'refused' | 'in-doubt' | null;
  readonly tries: number;
  readonly queuedAt: string;
  /** When it came to stand so. */
  readonly at: string;
  /** When it is tried again; null unless it waits. */
  readonly nextAt: string | null;
  /** The receipt of what was sent; else the last reason. */
  readonly detail: string;
  /** Who released or discarded it, or null. */
  readonly by: string | null;
}

/** What waits, what a person must look at, and receipts; letters the newest first. */
export interface WireOutbox {
  readonly channels: readonly {
    readonly id: string;
    readonly kind: string;
    readonly addresses: readonly string[];
    readonly waiting: number;
    readonly dead: number;
  }[];
  readonly waiting: number;
  readonly dead: number;
  readonly letters: readonly WireLetter[];
}

/** `POST /api/outbox/release` and `/api/outbox/discard`. */
export const letterCommandSchema = z.strictObject({ key: z.string().min(1).max(400) });

/** `GET /api/warnings/:id/cap` */
export const capQuerySchema = z.object({
  /** Of the bulletin within its case, from 1; the newest when absent. */
  number: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected a number from 1')
    .transform(Number)
    .optional(),
});
