import type { ReactNode } from 'react';

export function ConsolePage(): ReactNode {
  return null;
}
