import type { editor } from 'monaco-editor/editor'

/** The languages a value is shown in. */
export type EditorLanguage = 'plaintext' | 'json' | 'yaml' | 'hex'

/** What depends on the language: a hex grid is not broken into lines. */
export function optionsFor(language: EditorLanguage): editor.IEditorOptions {
  return { wordWrap: language === 'hex' ? 'off' : 'on' }
}

/** What both editors share: nothing types, closes, trims or formats by itself. Sizes follow the page's text size. */
export function editorOptions(language: EditorLanguage): editor.IEditorOptions & editor.IGlobalEditorOptions {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--font-mono')
  return {
    automaticLayout: true,
    autoClosingBrackets: 'never',
    autoClosingComments: 'never',
    autoClosingDelete: 'never',
    autoClosingOvertype: 'never',
    autoClosingQuotes: 'never',
    autoIndent: 'keep',
    autoSurround: 'never',
    codeLens: false,
    colorDecorators: false,
    detectIndentation: true,
    dropIntoEditor: { enabled: false },
    editContext: false,
    fixedOverflowWidgets: true,
    folding: true,
    fontFamily,
    fontSize: 0.75 * rem,
    formatOnPaste: false,
    formatOnType: false,
    guides: { indentation: true },
    inlayHints: { enabled: 'off' },
    inlineSuggest: { enabled: false },
    lineHeight: 1.25 * rem,
    lineNumbersMinChars: 4,
    links: false,
    minimap: { enabled: false },
    occurrencesHighlight: 'off',
    overviewRulerLanes: 0,
    parameterHints: { enabled: false },
    padding: { top: 8, bottom: 8 },
    pasteAs: { enabled: false },
    quickSuggestions: false,
    readOnlyMessage: { value: 'This cannot be edited here.' },
    renderControlCharacters: true,
    renderLineHighlight: 'none',
    scrollBeyondLastLine: false,
    selectionHighlight: false,
    smoothScrolling: false,
    stickyScroll: { enabled: false },
    suggestOnTriggerCharacters: false,
    tabSize: 2,
    trimAutoWhitespace: false,
    unusualLineTerminators: 'off',
    wordBasedSuggestions: 'off',
    ...optionsFor(language),
  }
}
