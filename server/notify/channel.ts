import type { Bulletin } from './bulletin.ts';

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
  readonly bulletin: Bulletin;
  /** One of the channel's addresses. */
  readonly address: string;
  /** One bulletin to one address, for ever. */
  readonly key: string;
  /** Wall clock, epoch ms. */
  readonly now: number;
}

/** A way out of the building. */
export interface Channel {
  readonly id: string;
  readonly kind: 'webhook' | 'dingtalk' | 'wecom' | 'feishu' | 'mail';
  /** To whom each bulletin goes, once each. They are no secrets. */
  readonly addresses: readonly string[];
  /**
   * The receiver knows a delivery by its key: what is in doubt may be sent again. Otherwise only a person may have it
   * sent again.
   */
  readonly isIdempotent: boolean;
  /** Attempts after which a person must look. */
  readonly tries: number;
  readonly wants: (bulletin: Bulletin) => boolean;
  /** Never throws for what a receiver does. */
  readonly send: (delivery: Delivery) => Promise<Outcome>;
}
