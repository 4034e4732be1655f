import * as monaco from 'monaco-editor/editor'
import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/yaml/register'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import JsonWorker from 'monaco-editor/language/json/json.worker?worker'
import { registerHexLanguage } from './hex-language'
import { themeFromTokens, themeName } from './theme'

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
}

jsonDefaults.setDiagnosticsOptions({
  validate: true,
  allowComments: false,
  schemas: [],
  enableSchemaRequest: false,
})
jsonDefaults.setModeConfiguration({
  diagnostics: true,
  foldingRanges: true,
  tokens: true,
  hovers: true,
  selectionRanges: true,
})
registerHexLanguage(monaco)

function applyTheme() {
  monaco.editor.defineTheme(themeName, themeFromTokens())
  monaco.editor.setTheme(themeName)
}
applyTheme()
new MutationObserver(applyTheme).observe(document.documentElement, { attributeFilter: ['data-theme'] })

export { monaco }
