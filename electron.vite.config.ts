import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

// CommonJS bundles with nothing left outside: the app ships no node_modules. The targets are set by hand because
// electron-vite aims at the installed Electron, and main must also run under the browser host's Node.
const node = (entry: Record<string, string>) => ({
  build: {
    target: 'node18',
    minify: true,
    sourcemap: false,
    externalizeDeps: false,
    lib: { entry, formats: ['cjs' as const] },
    rollupOptions: { external: ['electron'], output: { entryFileNames: '[name].js' } },
  },
})

export default defineConfig({
  main: node({
    index: resolve('main/index.ts'),
    serve: resolve('main/serve.ts'),
    'key-index': resolve('main/keyindex/worker.ts'),
    'snapshot-read': resolve('main/snapshot/read-worker.ts'),
    'snapshot-save': resolve('main/snapshot/save-worker.ts'),
    'snapshot-view': resolve('main/snapshot/view/worker.ts'),
    speed: resolve('main/speed/worker.ts'),
  }),
  preload: node({ preload: resolve('main/preload.ts') }),
  renderer: {
    root: resolve('renderer'),
    plugins: [vue()],
    worker: { format: 'es' },
    build: {
      target: 'chrome114',
      minify: true,
      outDir: resolve('out/renderer'),
      rollupOptions: { input: resolve('renderer/index.html') },
      chunkSizeWarningLimit: 5000,
    },
  },
})
