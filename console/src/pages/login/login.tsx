import { Alert, Button, Divider, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useFarewell, useLogin, useWho } from '../../api/who';
import { Page } from '../../parts/page';
import { Failure } from '../../parts/states';
import styles from './login.module.css';

/** In place of every page, where the gateway asks for a key. */
export function Login() {
  const [key, setKey] = useState('');
  const [login, farewell] = [useLogin(), useFarewell()];
  const signOn = useWho().data?.single_sign_on;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate(key.trim());
  };
  return (
    <Page
      title="Log in"
      lead="With ADMIN_API_KEY you administer this gateway; with a key of your own you see your own requests and budgets."
    >
      {farewell && (
        <Alert color="yellow" variant="outline" role="status" mb="md" className={styles.form}>
          {farewell}
        </Alert>
      )}
      {signOn && (
        <div className={styles.form}>
          <Button component="a" size="sm" fullWidth href={signInAt(signOn.login)}>
            Sign in with {signOn.name}
          </Button>
          <Divider my="md" label="or with a key" />
        </div>
      )}
      <form onSubmit={submit} className={styles.form} aria-label="Log in">
        <Stack gap="sm">
          <PasswordInput
            size="sm"
            label="Key"
            description="It is exchanged for a cookie that ends when nobody uses it for a while, and is kept nowhere else."
            autoComplete="current-password"
            required
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          {login.error && <Failure error={login.error} />}
          <Button type="submit" size="sm" loading={login.isPending}>
            Log in
          </Button>
        </Stack>
      </form>
    </Page>
  );
}

/** He comes back to the page that he wanted to see. */
function signInAt(login: string): string {
  return `${login}?${new URLSearchParams({ page: location.pathname + location.search }).toString()}`;
}
