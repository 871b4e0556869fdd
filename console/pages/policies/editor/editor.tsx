// SPDX-License-Identifier: Apache-2.0
import { useRef } from 'react';
import { CodeArea, goTo } from './code-area.tsx';
import type { Draft } from './draft.ts';
import { Findings } from './findings.tsx';

/** Where a document is written, beside what is found in it. */
export function Editor({ draft }: { draft: Draft }) {
  const area = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="editor">
      <div>
        <div className="editor-head">
          <label htmlFor="policy-text">Document</label>
          <span id="policy-keys" className="quiet">
            Tab indents; to leave with Tab, press Esc first.
          </span>
        </div>
        <CodeArea text={draft.text} write={draft.write} findings={draft.findings} area={area} />
      </div>
      <Findings
        findings={draft.findings}
        unread={draft.unread}
        go={(line, column) => area.current !== null && goTo(area.current, line, column)}
      />
    </div>
  );
}
