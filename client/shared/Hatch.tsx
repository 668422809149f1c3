import type { ReactNode } from 'react';

/** What is not known: a hatched box around a word that says so. */
export function Hatch({ children }: { readonly children?: ReactNode }): ReactNode {
  return <span className="hatch">{children}</span>;
}
