import type { ReactNode } from 'react';

/** What is not known: a hatched patch before the words that say so (stripes behind them would make them hard to read). */
export function Hatch({ children }: { readonly children?: ReactNode }): ReactNode {
  return <span className="hatch">{children}</span>;
}
