import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { noticeEnd } from '../../api/who';
import type { ChatBody } from './chat-request';
import { sendChat, type ChatAnswer } from './send-chat';

interface Chat {
  readonly answer: ChatAnswer | null;
  readonly error: unknown;
  readonly isRunning: boolean;
  readonly send: (body: ChatBody) => void;
  readonly stop: () => void;
}

/** One request at a time; whoever leaves the page or asks anew ends the one before. */
export function useChat(): Chat {
  const [answer, setAnswer] = useState<ChatAnswer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isRunning, setIsRunning] = useState(false);
  const running = useRef<AbortController | null>(null);
  const queries = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);

  const send = useCallback(
    (body: ChatBody) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setAnswer(null);
      setError(null);
      setIsRunning(true);
      sendChat(body, controller.signal, setAnswer)
        .catch((reason: unknown) => {
          if (controller.signal.aborted) return;
          setError(reason);
          noticeEnd(queries, reason);
        })
        .finally(() => {
          if (running.current === controller) setIsRunning(false);
          void queries.invalidateQueries({ queryKey: ['calls'] });
        });
    },
    [queries],
  );
  const stop = useCallback(() => running.current?.abort(), []);
  return { answer, error, isRunning, send, stop };
}
