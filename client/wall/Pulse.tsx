import type { ReactNode } from 'react';
import { useSession } from '../session/context.tsx';

const STEPS = [0, 1, 2, 3] as const;

/**
 * Proof that the picture moves: a step with each beat of the server. It stands still when the page hangs, when the line
 * is dead and when the server is, since nothing but a beat moves it. The clock beside it runs on by itself for a while.
 */
export function Pulse(): ReactNode {
  const beats = useSession((state) => state.beats);
  return (
    <span className="w-pulse" aria-hidden="true" data-beats={beats}>
      <span className="w-pulse-steps">
        {STEPS.map((step) => (
          <i key={step} data-on={beats % STEPS.length === step} />
        ))}
      </span>
      {/* In place of something that moves, for those who asked for that. */}
      <span className="w-pulse-count">{String(beats % 100).padStart(2, '0')}</span>
    </span>
  );
}
