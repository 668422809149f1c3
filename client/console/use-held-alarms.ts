import { useState, type FocusEvent } from 'react';
import type { WireAlarm } from '../../server/wire/shapes.ts';

/** The hold on the order of the list, and what the list must tell it. */
export interface Hold {
  /** The alarms in the order that is held, or null. */
  readonly held: readonly WireAlarm[] | null;
  /** Lets new alarms in and orders anew; the hold goes on from there if the pointer is still over the list. */
  readonly renew: () => void;
  readonly handlers: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
}

/** Holds the order of `sorted` while the pointer is over the list or something in it has the focus. */
export function useHeldAlarms(sorted: readonly WireAlarm[]): Hold {
  const [isOver, setOver] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [held, setHeld] = useState<readonly WireAlarm[] | null>(null);
  const begin = (): void => setHeld((present) => present ?? sorted);
  return {
    held,
    renew: () => setHeld(isOver || hasFocus ? sorted : null),
    handlers: {
      onPointerEnter: () => {
        setOver(true);
        begin();
      },
      onPointerLeave: () => {
        setOver(false);
        if (!hasFocus) setHeld(null);
      },
      onFocus: () => {
        setFocus(true);
        begin();
      },
      onBlur: (event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setFocus(false);
        if (!isOver) setHeld(null);
      },
    },
  };
}
