import type { ReactNode } from 'react';

export function WallPage(): ReactNode {
  return null;
}
