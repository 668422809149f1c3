import { Input } from 'antd';
import { useRef, useState, type ComponentRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServiceReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { findRule } from '../session/lookup.ts';
import { subjectName, titleOf, type Places } from './alarm-view.ts';
import { CommandDialog } from './CommandDialog.tsx';
import type { RuleOn } from './commands/service.ts';

/** Asks for the words with which a rule goes out of service, or is put back. */
export function ServiceDialog({
  of,
  alarm,
  isOut,
  places,
  onSend,
  onClose,
}: {
  readonly of: RuleOn;
  /** What stands there, as the operator saw it, or null. */
  readonly alarm: WireAlarm | null;
  /** Whether it is out of service now. */
  readonly isOut: boolean;
  readonly places: Places;
  readonly onSend: (words: string) => Promise<ServiceReply>;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const [words, setWords] = useState('');
  const field = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const label = t(isOut ? 'service.note' : 'service.reason');
  const isHigh = alarm?.class === 'plan' && (alarm.level === 'I' || alarm.level === 'II');
  return (
    <CommandDialog
      title={t(isOut ? 'service.backTitle' : 'service.outTitle', {
        subject: text(subjectName(places, of.jurisdiction, of.subject)),
        title: text(titleOf({ rule: of.rule, evidence: null }, findRule(places.plans, of.plan, of.rule))),
      })}
      okText={t(isOut ? 'service.confirmBack' : 'service.confirmOut')}
      isReady={words.trim() !== ''}
      onSend={() => onSend(words)}
      onOpen={() => field.current?.focus()}
      onClose={onClose}
    >
      {() => (
        <>
          <p>{t(isOut ? 'service.backAbout' : 'service.outAbout')}</p>
          {!isOut && isHigh && (
            <p>
              <strong>{t('service.outHigh', { level: t(`level.${alarm.level}`, { ns: 'shell' }) })}</strong>
            </p>
          )}
          <div className="shelve-form">
            <Input.TextArea
              ref={field}
              value={words}
              maxLength={1000}
              autoSize={{ minRows: 2, maxRows: 5 }}
              placeholder={label}
              aria-label={label}
              onChange={(event) => setWords(event.target.value)}
            />
          </div>
        </>
      )}
    </CommandDialog>
  );
}
