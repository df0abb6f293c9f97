import { Tabs, Text } from '@mantine/core';
import { useWho } from '../../api/who';
import { CodeBlock } from '../../parts/code-block';
import { count, duration, usd } from '../../parts/format';
import { Facts } from '../../parts/facts';
import { Failure } from '../../parts/states';
import { asCode } from './as-code';
import type { ChatBody } from './chat-request';
import styles from './playground.module.css';
import type { ChatAnswer } from './send-chat';
import type { useChat } from './use-chat';

interface AnswerViewProps {
  readonly chat: ReturnType<typeof useChat>;
  /** What was sent last; `null` = nothing yet. */
  readonly body: ChatBody | null;
}

/** The answer as it comes, what it took, and the bytes of both ways. */
export function AnswerView({ chat: { answer, error, isRunning }, body }: AnswerViewProps) {
  const { data: who } = useWho();
  const key = who?.role === 'open' ? 'none' : 'your-gateway-key';
  return (
    <div className={styles.answer}>
      <Tabs defaultValue="answer" keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="answer">Answer</Tabs.Tab>
          <Tabs.Tab value="request">Request</Tabs.Tab>
          <Tabs.Tab value="raw">As it came</Tabs.Tab>
          <Tabs.Tab value="code">As code</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="answer">
          <div
            className={styles.text}
            aria-live="polite"
            aria-busy={isRunning}
            role="region"
            aria-label="Answer"
          >
            {answer?.thoughts && <span className={styles.thoughts}>{answer.thoughts}</span>}
            {answer?.text}
            {answer?.toolCalls.map((call) => (
              <code key={call}>{call}</code>
            ))}
            {!answer && (
              <Text size="sm" c="dimmed">
                {isRunning ? 'Waiting for the first token …' : 'The answer appears here.'}
              </Text>
            )}
          </div>
          {error !== null && <Failure error={error} />}
          {answer && <Told answer={answer} />}
        </Tabs.Panel>
        <Tabs.Panel value="request">
          {body ? (
            <CodeBlock
              title="POST /v1/chat/completions"
              label="request"
              code={JSON.stringify(body, null, 2)}
            />
          ) : (
            <Nothing />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          {answer ? <CodeBlock title="As it came" label="raw answer" code={answer.raw} /> : <Nothing />}
        </Tabs.Panel>
        <Tabs.Panel value="code">
          {body ? (
            asCode(body, location.origin, key).map(({ name, code }) => (
              <CodeBlock key={name} title={name} label={name} code={code} />
            ))
          ) : (
            <Nothing />
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Nothing() {
  return (
    <Text size="sm" c="dimmed">
      Send a request first.
    </Text>
  );
}

function Told({ answer }: { readonly answer: ChatAnswer }) {
  const { usage, told, firstTokenMs, durationMs, finishReason, isWhole } = answer;
  const cost = (usage?.['cost_usd'] as string | undefined) ?? told['x-tollgate-cost-usd'];
  const own = told['x-tollgate-overhead-ms'];
  return (
    <Facts
      facts={[
        ['Answered by', [told['x-tollgate-provider'], told['x-tollgate-model']].filter(Boolean).join(' / ')],
        ['Ended with', finishReason ?? (isWhole ? 'no reason told' : null)],
        ['Tokens', usage && tokensIn(usage)],
        ['Cost', cost && usd(cost)],
        ['First token', duration(firstTokenMs)],
        ['Duration', isWhole && duration(durationMs)],
        ['Gateway’s own', own && duration(Number(own))],
        ['Attempts', told['x-tollgate-attempts']],
        ['Warnings', told['x-tollgate-warnings']],
        ['Request', told['x-request-id']],
      ]}
    />
  );
}

function tokensIn(usage: Readonly<Record<string, unknown>>): string {
  return `${count(Number(usage['prompt_tokens']))} in, ${count(Number(usage['completion_tokens']))} out`;
}
