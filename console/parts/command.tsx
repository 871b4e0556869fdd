// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { Button } from 'react-aria-components';

/** A command to type in a terminal, with a button that copies it. */
export function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="command">
      <pre>
        <code>{text}</code>
      </pre>
      <Button className="button small" onPress={copy} aria-label={`Copy: ${text}`}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
