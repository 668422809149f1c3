import type { Text } from '../model/text.ts';
import type { Bulletin } from './bulletin.ts';
import type { Call } from './call.ts';

/** What a letter carries: what was put in force, or a call to a role that must see to something. */
export type Message = Bulletin | Call;

/** What people are asked to do: of a bulletin; a call says it among its points. */
export const adviceIn = (message: Message): readonly Text[] => (message.kind === 'call' ? [] : message.advice);

/** What became of an attempt to deliver. */
export type Outcome =
  /** The receiver took it; `receipt` is its word for that. */
  | { readonly kind: 'sent'; readonly receipt: string }
  /** It did not arrive, or the receiver asks to come again. */
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs: number | null }
  /** The receiver will never take it as it is. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It may have arrived: the answer did not come. */
  | { readonly kind: 'in-doubt'; readonly reason: string };

export interface Delivery {
  readonly message: Message;
  /** One of the channel's addresses. */
  readonly address: string;
  /** One message to one address, for ever. */
  readonly key: string;
  /** Wall clock, epoch ms. */
  readonly now: number;
}

/** A way out of the building. */
export interface Channel {
  readonly id: string;
  readonly kind: 'webhook' | 'dingtalk' | 'wecom' | 'feishu' | 'mail';
  /** To whom each message goes, once each. They are no secrets. */
  readonly addresses: readonly string[];
  /**
   * The receiver knows a delivery by its key: what is in doubt may be sent again. Otherwise only a person may have it
   * sent again.
   */
  readonly isIdempotent: boolean;
  /** Attempts after which a person must look. */
  readonly tries: number;
  readonly wants: (message: Message) => boolean;
  /** Never throws for what a receiver does. */
  readonly send: (delivery: Delivery) => Promise<Outcome>;
}
