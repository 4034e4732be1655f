import type { editor } from 'monaco-editor/editor'

export const themeName = 'etcdesk'

/** Reads a colour token as Monaco wants it: `#rrggbb` or `#rrggbbaa`. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** Brackets look like other delimiters: a value is not a program. */
function bracketColors(colour: string): Record<string, string> {
  const pairs = [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, colour])
  return Object.fromEntries([...pairs, ['editorBracketHighlight.unexpectedBracket.foreground', colour]])
}

/** The app's look now, from the tokens, as a Monaco theme. */
export function themeFromTokens(): editor.IStandaloneThemeData {
  const isDark = document.documentElement.dataset['theme'] !== 'light'
  const ink = (name: string) => token(name).replace('#', '')
  const rule = (scope: string, name: string, fontStyle?: string) => ({
    token: scope,
    foreground: ink(name),
    ...(fontStyle ? { fontStyle } : {}),
  })
  return {
    base: isDark ? 'vs-dark' : 'vs',
    // Only our rules: the base themes colour some languages more specifically.
    inherit: false,
    rules: [
      { token: '', foreground: ink('ink'), background: ink('bg') },
      rule('string.key', 'accent'),
      rule('type', 'accent'),
      rule('string', 'dir'),
      rule('number', 'dir'),
      rule('keyword', 'dir'),
      rule('comment', 'ink-3'),
      rule('delimiter', 'ink-2'),
      rule('offset', 'ink-3'),
      rule('zero', 'ink-3'),
      rule('byte', 'ink'),
      rule('ascii', 'dir'),
    ],
    colors: {
      ...bracketColors(token('ink-2')),
      'editor.background': token('bg'),
      'editor.foreground': token('ink'),
      'editorLineNumber.foreground': token('ink-3'),
      'editorLineNumber.activeForeground': token('ink-2'),
      'editorCursor.foreground': token('accent'),
      'editor.selectionBackground': `${token('accent').slice(0, 7)}44`,
      'editor.inactiveSelectionBackground': token('accent-soft'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editor.findMatchBackground': `${token('warn').slice(0, 7)}66`,
      'editor.findMatchHighlightBackground': token('warn-soft'),
      'editorIndentGuide.background1': token('line'),
      'editorIndentGuide.activeBackground1': token('line-strong'),
      'editorBracketMatch.background': token('accent-soft'),
      'editorBracketMatch.border': token('line-strong'),
      'editorGutter.background': token('bg'),
      'editorWidget.background': token('overlay'),
      'editorWidget.foreground': token('ink'),
      'editorWidget.border': token('line-strong'),
      'inputValidation.infoBackground': token('overlay'),
      'inputValidation.infoForeground': token('ink'),
      'inputValidation.infoBorder': token('line-strong'),
      'input.background': token('bg'),
      'input.foreground': token('ink'),
      'input.border': token('line-strong'),
      'menu.background': token('overlay'),
      'menu.foreground': token('ink'),
      'menu.selectionBackground': token('accent-soft'),
      'menu.selectionForeground': token('ink'),
      focusBorder: token('accent'),
      'scrollbarSlider.background': `${token('line-strong').slice(0, 7)}99`,
      'scrollbarSlider.hoverBackground': token('line-strong'),
      'scrollbarSlider.activeBackground': token('ink-3'),
      'diffEditor.insertedLineBackground': token('add'),
      'diffEditor.removedLineBackground': token('del'),
      'diffEditor.insertedTextBackground': `${token('ok').slice(0, 7)}33`,
      'diffEditor.removedTextBackground': `${token('bad').slice(0, 7)}33`,
      'diffEditor.border': token('line'),
      'editorOverviewRuler.border': '#00000000',
      'scrollbar.shadow': '#00000000',
    },
  }
}
