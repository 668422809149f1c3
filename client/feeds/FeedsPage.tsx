import type { ReactNode } from 'react';

export function FeedsPage(): ReactNode {
  return null;
}
