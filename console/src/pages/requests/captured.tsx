import { Anchor, Box, Button, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useLook, type Capture } from '../../api/captures';
import { mayChange, useWho } from '../../api/who';
import { CodeBlock } from '../../parts/code-block';
import { Facts } from '../../parts/facts';
import { dateTime } from '../../parts/format';
import { Section } from '../../parts/page';
import { Failure } from '../../parts/states';

/** What was asked and answered, to administrators who press for it. */
export function Captured({ id }: { readonly id: string }) {
  const { data: who } = useWho();
  const look = useLook(id);
  if (!mayChange(who))
    return (
      <Section title="What was really said">
        <Text size="sm">It was kept, and is shown to administrators alone.</Text>
      </Section>
    );
  return (
    <Section title="What was really said">
      {look.error && <Failure error={look.error} />}
      {look.data ? (
        <Shown capture={look.data} />
      ) : (
        <>
          <Text size="sm" mb="sm">
            Request and answer of this call were kept. Whoever looks at them is noted in the audit.
          </Text>
          <Button size="xs" variant="default" loading={look.isPending} onClick={() => look.mutate()}>
            What was really said
          </Button>
        </>
      )}
    </Section>
  );
}

function Shown({
  capture: { mode, captured_at, request, sent, answer, error, truncated },
}: {
  readonly capture: Capture;
}) {
  return (
    <>
      <Text size="sm" mb="sm" role="status">
        This look was noted in the{' '}
        <Anchor component={Link} href="/audit" underline="always" inherit>
          audit
        </Anchor>
        .
      </Text>
      <Box mb="sm">
        <Facts
          facts={[
            ['Kept', `${dateTime(captured_at)}, by “capture: ${mode}”`],
            ['Failed with', error && `${error.code}: ${error.message}`],
            ['Cut, since too long', truncated.join(', ')],
          ]}
        />
      </Box>
      <Said label="request" title="As the caller sent it" json={request} />
      {sent && (
        <Said label="sent" title={`As it was sent to ${sent.provider}, ${sent.model}`} json={sent.body} />
      )}
      <Said label="answer" title="As the provider answered" json={answer} />
    </>
  );
}

interface SaidProps {
  readonly label: string;
  readonly title: string;
  readonly json: unknown;
}

/** `null` = there was none. */
function Said({ label, title, json }: SaidProps) {
  if (json === null || json === undefined) return null;
  return <CodeBlock label={label} title={title} code={JSON.stringify(json, null, 2)} />;
}
