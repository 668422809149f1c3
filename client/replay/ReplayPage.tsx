import type { ReactNode } from 'react';

export function ReplayPage(): ReactNode {
  return null;
}
