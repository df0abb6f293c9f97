import { Button, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import styles from './confirmed.module.css';

interface ConfirmedProps {
  /** What is done, as on the button. */
  readonly name: string;
  /** What comes of it. */
  readonly question: string;
  readonly onYes: () => void;
}

/** A button for what cannot be undone: it is asked about first. */
export function Confirmed({ name, question, onYes }: ConfirmedProps) {
  const [isAsking, setIsAsking] = useState(false);
  const yes = () => {
    setIsAsking(false);
    onYes();
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
        {name} …
      </Button>
      <Modal opened={isAsking} onClose={() => setIsAsking(false)} title={name}>
        <Text size="sm">{question}</Text>
        <div className={styles.buttons}>
          <Button size="sm" variant="default" data-autofocus onClick={() => setIsAsking(false)}>
            Cancel
          </Button>
          <Button size="sm" onClick={yes}>
            {name}
          </Button>
        </div>
      </Modal>
    </>
  );
}
