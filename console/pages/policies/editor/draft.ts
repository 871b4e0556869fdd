// SPDX-License-Identifier: Apache-2.0
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { Failure, type Fault } from '../../../../core/errors.ts';
import type { Checked } from './check.ts';
import type { Finding } from './finding.ts';
import { useRules } from './rules.ts';

/** A document that somebody writes, with what is found in it as they do. */
export interface Draft extends Checked {
  text: string;
  write: (text: string) => void;
  findings: Finding[];
  /** Why nothing was looked for yet, if so. */
  unread: string | undefined;
  /** Takes in what the service found in the text as it stands; the failure goes on. */
  refused: (error: unknown) => never;
}

const nothing: Checked = { faults: [], warnings: [], kind: undefined, globs: [] };

/** A draft that begins with this text; leaving the page with changes is asked about. */
export function useDraft(initial: string): Draft {
  const [text, write] = useState(initial);
  const [refusal, setRefusal] = useState<{ of: string; faults: Fault[] }>();
  // Reading may take longer than a keystroke: the text comes first, what is found in it follows.
  const read = useDeferredValue(text);
  const { rules, unread } = useRules();
  const checked = useMemo(() => rules?.check(read) ?? nothing, [rules, read]);
  useAsked(text !== initial);
  const said = refusal?.of === text ? refusal.faults : [];
  const unknown = said.filter(
    ({ fault, line }) => !checked.faults.some((each) => each.fault === fault && each.line === line),
  );
  return {
    ...checked,
    text,
    write,
    unread,
    findings: [
      ...[...checked.faults, ...unknown].map((each) => ({ ...each, kind: 'fault' as const })),
      ...checked.warnings.map((each) => ({ ...each, kind: 'warning' as const })),
    ],
    refused: (error) => {
      if (error instanceof Failure) setRefusal({ of: text, faults: error.faults });
      throw error;
    },
  };
}

/** Has the browser ask before the page is closed, while that would lose something. */
function useAsked(losing: boolean): void {
  useEffect(() => {
    if (!losing) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [losing]);
}
