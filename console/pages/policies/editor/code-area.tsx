// SPDX-License-Identifier: Apache-2.0
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { type Finding, marksOf } from './finding.ts';

/**
 * A text area with numbered lines, those marked that something is found in. It is as high as the text,
 * so that it is the page that scrolls.
 */
export function CodeArea({
  text,
  write,
  findings,
  area,
}: {
  text: string;
  write: (text: string) => void;
  findings: Finding[];
  area: RefObject<HTMLTextAreaElement | null>;
}) {
  const onKeyDown = useIndenting();
  const count = text.split('\n').length;
  const marks = marksOf(findings);
  return (
    <div className="code-area">
      <div className="gutter" aria-hidden="true">
        <pre>{Array.from({ length: count }, (_, index) => index + 1).join('\n')}</pre>
        {marks.map(({ line, kind }) => (
          <span
            key={line}
            className={kind}
            style={{ top: `calc(${line - 1} * var(--line-height))` }}
          >
            {kind === 'fault' ? '✕' : '!'}
          </span>
        ))}
      </div>
      <div className="written">
        {marks.map(({ line, kind }) => (
          <span
            key={line}
            className={kind}
            style={{ top: `calc(${line - 1} * var(--line-height))` }}
          />
        ))}
        <textarea
          ref={area}
          id="policy-text"
          value={text}
          rows={count + 1}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby="policy-keys policy-findings"
          aria-invalid={findings.some(({ kind }) => kind === 'fault')}
          onChange={({ target }) => write(target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}

/** Tab indents and Enter keeps the indentation; after Escape, Tab leaves as it does everywhere. */
function useIndenting() {
  const leaving = useRef(false);
  return (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, shiftKey, altKey, ctrlKey, metaKey, nativeEvent } = event;
    if (key === 'Tab' && leaving.current) return;
    if (key !== 'Shift') leaving.current = key === 'Escape';
    if (shiftKey || altKey || ctrlKey || metaKey || nativeEvent.isComposing) return;
    if (key !== 'Tab' && key !== 'Enter') return;
    event.preventDefault();
    const { value, selectionStart } = event.currentTarget;
    const begun = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
    const inserted = key === 'Tab' ? '  ' : `\n${/^ */.exec(begun)?.[0] ?? ''}`;
    // Nothing else puts text in so that it can be undone.
    document.execCommand('insertText', false, inserted);
  };
}

/** Puts the cursor at the place and the place into sight; lines and columns count from 1. */
export function goTo(area: HTMLTextAreaElement, line: number, column: number): void {
  const lines = area.value.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const length = lines[line - 1]?.length ?? 0;
  area.focus({ preventScroll: true });
  area.setSelectionRange(before + Math.min(column - 1, length), before + length);
  const height = area.scrollHeight / (lines.length + 1);
  const top = area.getBoundingClientRect().top + (line - 1) * height;
  scrollBy({ top: top - innerHeight / 3 });
}
