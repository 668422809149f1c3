import { TONES } from './tone.ts';
import type { Level } from '../../server/model/level.ts';

/** `blocked`: the browser wants a click first. `unavailable`: it has no WebAudio. */
export type SoundState = 'ready' | 'blocked' | 'unavailable';

/** The loudspeaker of one console. Silent until it is opened; may be opened again after it was closed. */
export interface Sound {
  open(): void;
  close(): void;
  readonly state: () => SoundState;
  /** Calls back when the state changes; gives the function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks the browser to let sound through; only a click or a key may do so. */
  readonly unblock: () => void;
  /** Plays one burst of a level's tone. Does nothing while sound is blocked. */
  play(level: Level): void;
}

function playTone(context: AudioContext, level: Level): void {
  const tone = TONES[level];
  const noteS = tone.noteMs / 1000;
  tone.pitchesHz.forEach((pitchHz, index) => {
    const start = context.currentTime + index * noteS * 1.35;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.type = 'triangle';
    oscillator.frequency.value = pitchHz;
    // Ramps instead of steps: a step is heard as a click.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(tone.gain, start + 0.012);
    volume.gain.setValueAtTime(tone.gain, start + noteS - 0.03);
    volume.gain.linearRampToValueAtTime(0, start + noteS);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + noteS);
  });
}

/** A loudspeaker over WebAudio. */
export function createSound(): Sound {
  let context: AudioContext | null = null;
  let isUnavailable = false;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    open: () => {
      if (typeof AudioContext === 'undefined') isUnavailable = true;
      else {
        context = new AudioContext();
        context.addEventListener('statechange', tell);
      }
      tell();
    },
    close: () => {
      context?.removeEventListener('statechange', tell);
      void context?.close();
      context = null;
    },
    state: () => {
      if (isUnavailable) return 'unavailable';
      return context === null || context.state === 'running' ? 'ready' : 'blocked';
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    unblock: () => {
      if (context?.state === 'suspended') void context.resume();
    },
    play: (level) => {
      if (context?.state === 'running') playTone(context, level);
    },
  };
}
