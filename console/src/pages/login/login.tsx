import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useLogin } from '../../api/who';
import { Page } from '../../parts/page';
import { Failure } from '../../parts/states';
import styles from './login.module.css';

/** In place of every page, where the gateway asks for a key. */
export function Login() {
  const [key, setKey] = useState('');
  const login = useLogin();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate(key.trim());
  };
  return (
    <Page
      title="Log in"
      lead="With ADMIN_API_KEY you administer this gateway; with a key of your own you see your own requests and budgets."
    >
      <form onSubmit={submit} className={styles.form} aria-label="Log in">
        <Stack gap="sm">
          <PasswordInput
            size="sm"
            label="Key"
            description="It is exchanged for a cookie that ends after 30 minutes without use, and is kept nowhere else."
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
