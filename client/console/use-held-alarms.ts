import { useState, type FocusEvent } from 'react';
import type { WireAlarm } from '../../server/wire/shapes.ts';

/** The hold on the order of the list, and what the page must tell it. */
export interface Hold {
  /** The alarms in the order that is held, or null. */
  readonly held: readonly WireAlarm[] | null;
  /** Lets new alarms in and orders anew; the hold goes on from there if its reason stands. */
  readonly renew: () => void;
  /** For the list. */
  readonly pointer: { readonly onPointerEnter: () => void; readonly onPointerLeave: () => void };
  /** For an element around the list and the commands. */
  readonly focus: {
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
}

/** Elements marked with this keep the order while something in them has the focus. */
export const HOLDS = { 'data-holds-order': '' } as const;

const isHolding = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-holds-order]') !== null;

/**
 * Holds the order of `sorted` while the pointer is over the list, or the focus is in the list or on the commands of the
 * selected alarm: who has just acknowledged one goes on to the next from where it stood.
 */
export function useHeldAlarms(sorted: readonly WireAlarm[]): Hold {
  const [isOver, setOver] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [held, setHeld] = useState<readonly WireAlarm[] | null>(null);
  const begin = (): void => setHeld((present) => present ?? sorted);
  return {
    held,
    renew: () => setHeld(isOver || hasFocus ? sorted : null),
    pointer: {
      onPointerEnter: () => {
        setOver(true);
        begin();
      },
      onPointerLeave: () => {
        setOver(false);
        if (!hasFocus) setHeld(null);
      },
    },
    focus: {
      onFocus: (event) => {
        if (!isHolding(event.target)) return;
        setFocus(true);
        begin();
      },
      onBlur: (event) => {
        if (isHolding(event.relatedTarget)) return;
        setFocus(false);
        if (!isOver) setHeld(null);
      },
    },
  };
}
