import { Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmReply, ServiceReply } from '../../server/wire/events.ts';

/** Asks for what a command needs and sends it; closes when it was taken, else says why it was not. */
export function CommandDialog({
  title,
  okText,
  isReady,
  onSend,
  onOpen,
  onClose,
  children,
}: {
  readonly title: string;
  readonly okText: string;
  /** Whether what is needed is there. */
  readonly isReady: boolean;
  readonly onSend: () => Promise<AlarmReply | ServiceReply>;
  /** When it can be seen: a field may take the focus. */
  readonly onOpen?: () => void;
  readonly onClose: () => void;
  /** The fields; `send` for those in which Enter sends. */
  readonly children: (send: () => void) => ReactNode;
}): ReactNode {
  const { t } = useTranslation('console');
  const [reply, setReply] = useState<AlarmReply | ServiceReply | 'busy' | null>(null);
  const send = (): void => {
    setReply('busy');
    void onSend().then((answer) => {
      setReply(answer);
      if (answer.ok) onClose();
    });
  };
  return (
    <Modal
      open
      centered
      width="min(40rem, 92vw)"
      title={title}
      okText={okText}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, loading: reply === 'busy' }}
      afterOpenChange={(isOpen) => {
        if (isOpen) onOpen?.();
      }}
      onOk={send}
      onCancel={onClose}
    >
      {children(send)}
      {reply !== null && reply !== 'busy' && !reply.ok && (
        <p className="refusal" role="alert">
          {t(`problem.${reply.problem.code}`, { defaultValue: reply.problem.detail })}
        </p>
      )}
    </Modal>
  );
}
