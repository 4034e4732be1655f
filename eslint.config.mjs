import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'

// The fences inside a folder; between folders the compiler's project references are the fence.
const electron = { name: 'electron', message: 'Only main/electron and the entries know Electron.' }
const grpc = { group: ['@grpc/*'], message: 'Only main/etcd knows gRPC.' }
const childProcess = {
  group: ['node:child_process', 'child_process'],
  message: 'Only main/local starts processes.',
}
const monaco = { group: ['monaco-editor', 'monaco-editor/*'], message: 'Only renderer/editor knows Monaco.' }
const client = { group: ['**/client', '!@orpc/client'], message: 'Only renderer/stores calls the client.' }

const fence = (paths, patterns) => ({
  'no-restricted-imports': ['error', { paths, patterns }],
})

export default ts.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', 'main/etcd/gen/**', 'test-results/**'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-undef': 'off',
      'prefer-const': 'error',
      eqeqeq: 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['main/**/*.ts'], rules: fence([electron], [grpc, childProcess]) },
  {
    files: ['main/electron/**/*.ts', 'main/index.ts', 'main/preload.ts'],
    rules: fence([], [grpc, childProcess]),
  },
  { files: ['main/etcd/**/*.ts'], rules: fence([electron], [childProcess]) },
  { files: ['main/local/**/*.ts'], rules: fence([electron], [grpc]) },
  { files: ['renderer/**/*.{ts,vue}'], rules: fence([electron], [monaco, client]) },
  { files: ['renderer/editor/**/*.{ts,vue}'], rules: fence([electron], [client]) },
  { files: ['renderer/stores/**/*.ts', 'renderer/main.ts'], rules: fence([electron], [monaco]) },
)
