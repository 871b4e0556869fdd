// SPDX-License-Identifier: Apache-2.0

/** The shells that there is a script for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/**
 * The scripts ask `chainctl __complete WORD…`, which answers with lines of word, tab and description.
 * What stands on the command line is handed over as words and never evaluated.
 */
export const scripts: Record<Shell, (program: string) => string> = {
  bash: (program) => `_chainctl() {
  local IFS=$'\\n' line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(${quoted(program)} __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _chainctl chainctl
`,
  zsh: (program) => `#compdef chainctl
_chainctl() {
  local -a found
  local line
  while IFS= read -r line; do
    found+=("\${line%%$'\\t'*}:\${line#*$'\\t'}")
  done < <(${quoted(program)} __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe chainctl found; else _files; fi
}
compdef _chainctl chainctl
`,
  fish: (program) => `function __chainctl_complete
  set -l words (commandline -opc) (commandline -ct | string collect --allow-empty)
  ${quoted(program)} __complete $words[2..-1] 2>/dev/null
end
complete -c chainctl -a '(__chainctl_complete)'
`,
  powershell: (program) => `Register-ArgumentCompleter -Native -CommandName chainctl -ScriptBlock {
  param($word, $line, $position)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  & ${quoted(program)} __complete @words 2>$null | ForEach-Object {
    $parts = $_ -split "\`t", 2
    [System.Management.Automation.CompletionResult]::new($parts[0], $parts[0], 'ParameterValue', $parts[1])
  }
}
`,
};

/** The path of a program as these shells take it for one word. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
