import { Button, Select } from 'antd';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge } from '../i18n/index.ts';
import { useSession, useWallNow } from '../session/context.tsx';
import { createSound } from './sound.ts';
import { TONES, soundingLevel } from './tone.ts';

const MUTE_MINUTES: readonly number[] = [5, 15, 60];

/** One tone a level until it is acknowledged; a timed mute that everybody sees; a banner while the browser blocks sound. */
export function SoundControl(): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const [sound] = useState(createSound);
  const [mutedUntilMs, setMutedUntilMs] = useState(0);
  const wallMs = useWallNow();
  const alarms = useSession((state) => state.alarms);
  // Nobody can acknowledge anything in a drill that is over: nothing there calls anybody.
  const isDrillOver = useSession((state) => state.drill?.state === 'ended');
  const level = isDrillOver ? null : soundingLevel(alarms.values());
  const isMuted = mutedUntilMs > wallMs;

  useEffect(() => {
    sound.open();
    // Any click or key on the page is the permission that browsers ask for.
    window.addEventListener('pointerdown', sound.unblock);
    window.addEventListener('keydown', sound.unblock);
    return () => {
      window.removeEventListener('pointerdown', sound.unblock);
      window.removeEventListener('keydown', sound.unblock);
      sound.close();
    };
  }, [sound]);

  const soundState = useSyncExternalStore(sound.subscribe, sound.state);
  useEffect(() => {
    if (level === null || isMuted || soundState !== 'ready') return undefined;
    const play = (): void => sound.play(level);
    play();
    const timer = setInterval(play, TONES[level].repeatMs);
    return () => clearInterval(timer);
  }, [sound, level, isMuted, soundState]);

  return (
    <div className="sound">
      {soundState !== 'ready' && (
        <div className="sound-banner" role="alert">
          {t(`sound.${soundState}`)}
          {soundState === 'blocked' && (
            <Button size="small" onClick={sound.unblock}>
              {t('sound.turnOn')}
            </Button>
          )}
        </div>
      )}
      {isMuted ? (
        <Button type="primary" onClick={() => setMutedUntilMs(0)}>
          {t('sound.mutedFor', { age: formatAge(mutedUntilMs - wallMs) })}
        </Button>
      ) : (
        <Select
          value={null}
          aria-label={t('sound.mute')}
          placeholder={
            level === null || soundState !== 'ready'
              ? t('sound.mute')
              : t('sound.sounding', {
                  level: level === 'none' ? t('class.quality') : t(`grade.${level}`, { ns: 'shell' }),
                })
          }
          popupMatchSelectWidth={false}
          options={MUTE_MINUTES.map((minutes) => ({
            value: minutes,
            label: t('sound.muteFor', { age: formatAge(minutes * 60_000) }),
          }))}
          onChange={(minutes: number | null) => {
            if (minutes !== null) setMutedUntilMs(Date.now() + minutes * 60_000);
          }}
        />
      )}
    </div>
  );
}
