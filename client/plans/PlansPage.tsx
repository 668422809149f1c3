import type { ReactNode } from 'react';

export function PlansPage(): ReactNode {
  return null;
}
