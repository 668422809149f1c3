import { TONES } from './tone.ts';
import type { Level } from '../../server/model/level.ts';

/** `blocked`: the browser wants a click first. `unavailable`: it has no WebAudio. */
export type SoundState = 'ready' | 'blocked' | 'unavailable';

/** The loudspeaker of one console. */
export interface Sound {
  state(): SoundState;
  /** Calls back when the state changes; gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Asks the browser to let sound through; only a click or a key may do so. */
  unblock(): void;
  /** Plays one burst of a level's tone. Does nothing while sound is blocked. */
  play(level: Level): void;
  close(): void;
}

/** A loudspeaker over WebAudio; the caller owns it and closes it. */
export function createSound(): Sound {
  if (typeof AudioContext === 'undefined') {
    return {
      state: () => 'unavailable',
      subscribe: () => () => undefined,
      unblock: () => undefined,
      play: () => undefined,
      close: () => undefined,
    };
  }
  const context = new AudioContext();
  return {
    state: () => (context.state === 'running' ? 'ready' : 'blocked'),
    subscribe: (listener) => {
      context.addEventListener('statechange', listener);
      return () => context.removeEventListener('statechange', listener);
    },
    unblock: () => {
      void context.resume();
    },
    play: (level) => {
      if (context.state !== 'running') return;
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
    },
    close: () => {
      void context.close();
    },
  };
}
