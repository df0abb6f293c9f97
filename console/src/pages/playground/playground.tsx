import { Button, NumberInput, Switch, Text, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { mayAsk, useWho } from '../../api/who';
import { ModelField } from '../../parts/model-field';
import { plainName } from '../../parts/names';
import { Page } from '../../parts/page';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { AnswerView } from './answer-view';
import { NotJson, toBody, type Asked, type ChatBody } from './chat-request';
import styles from './playground.module.css';
import { useChat } from './use-chat';

const SANDBOX = 'sandbox/sim/echo';
const FIRST = {
  system: '',
  prompt: 'Which rivers cross Vienna?',
  temperature: '',
  maxTokens: '',
  tools: '',
  others: '',
  stream: true,
};

/** Asks any model, shows the answer as it comes, and how to ask the same from elsewhere. */
export function Playground() {
  const [params, set] = useStateInAddress();
  const [form, setForm] = useState<Omit<Asked, 'model'>>(FIRST);
  const [fault, setFault] = useState<NotJson | null>(null);
  const [sent, setSent] = useState<ChatBody | null>(null);
  const { data: who } = useWho();
  const chat = useChat();
  const model = plainName(params.get('model'), SANDBOX);
  const fill = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      const body = toBody({ ...form, model });
      setFault(null);
      setSent(body);
      chat.send(body);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      setFault(error);
    }
  };
  return (
    <Page title="Playground" lead="Asks a model as any program would, by your own rights and budgets.">
      <div className={styles.halves}>
        <form onSubmit={submit} className={styles.form} aria-label="Request">
          <ModelField value={model} onChange={(value) => set('model', value)} />
          <Textarea
            label="System"
            autosize
            minRows={1}
            maxRows={6}
            value={form.system}
            onChange={(event) => fill({ system: event.currentTarget.value })}
          />
          <Textarea
            label="Prompt"
            required
            autosize
            minRows={3}
            maxRows={14}
            value={form.prompt}
            onChange={(event) => fill({ prompt: event.currentTarget.value })}
          />
          <div className={styles.parameters}>
            <NumberInput
              label="Temperature"
              placeholder="the model’s"
              min={0}
              max={2}
              step={0.1}
              value={form.temperature}
              onChange={(value) => fill({ temperature: String(value) })}
            />
            <NumberInput
              label="Most tokens"
              placeholder="the model’s"
              min={1}
              allowDecimal={false}
              value={form.maxTokens}
              onChange={(value) => fill({ maxTokens: String(value) })}
            />
          </div>
          <Textarea
            label="Tools"
            description="A JSON array, as OpenAI's API takes it"
            autosize
            minRows={1}
            maxRows={10}
            error={fault?.field === 'tools' && fault.message}
            value={form.tools}
            onChange={(event) => fill({ tools: event.currentTarget.value })}
          />
          <Textarea
            label="Other parameters"
            description="A JSON object, with whatever else the API takes"
            placeholder='{"reasoning_effort": "low"}'
            autosize
            minRows={1}
            maxRows={10}
            error={fault?.field === 'others' && fault.message}
            value={form.others}
            onChange={(event) => fill({ others: event.currentTarget.value })}
          />
          <div className={styles.buttons}>
            <Switch
              label="Stream"
              checked={form.stream}
              onChange={(event) => fill({ stream: event.currentTarget.checked })}
            />
            {chat.isRunning ? (
              <Button size="sm" variant="default" onClick={chat.stop}>
                Stop
              </Button>
            ) : (
              <Button
                size="sm"
                type="submit"
                disabled={!mayAsk(who)}
                aria-describedby={mayAsk(who) ? undefined : 'why-not'}
              >
                Send
              </Button>
            )}
          </div>
          {!mayAsk(who) && (
            <Text id="why-not" size="sm" c="dimmed">
              As a {who?.role} you look, and have no model asked: that takes a key. Log out, and log in with
              one.
            </Text>
          )}
        </form>
        <AnswerView chat={chat} body={sent} />
      </div>
    </Page>
  );
}
