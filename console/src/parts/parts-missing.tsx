import { Button, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Page } from './page';

interface PartsMissingProps {
  readonly children: ReactNode;
}

/** Stands in for a page whose parts cannot be loaded: the gateway is away, or has another version since. */
export class PartsMissing extends Component<PartsMissingProps, { readonly isMissing: boolean }> {
  override readonly state = { isMissing: false };

  static getDerivedStateFromError() {
    return { isMissing: true };
  }

  override render() {
    if (!this.state.isMissing) return this.props.children;
    return (
      <Page title="Not shown">
        <div role="alert">
          <Text size="sm" mb="sm">
            This page could not be loaded or shown. The gateway may be away, or of another version by now.
          </Text>
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            Load the console anew
          </Button>
        </div>
      </Page>
    );
  }
}
