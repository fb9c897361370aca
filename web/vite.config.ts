// Builds the scripts and styles of all pages into build/web, where the server finds them by the
// manifest.
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { compress } from './plugins/compress.ts'
import { palette } from './plugins/palette.ts'
import { texts } from './plugins/texts.ts'
import { tokensImporter } from './plugins/tokens.ts'

const here = import.meta.dirname

export default defineConfig({
  root: here,
  plugins: [texts(resolve(here, 'src')), vue(), compress()],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    __INTLIFY_JIT_COMPILATION__: true,
  },
  resolve: {
    alias: { '@': resolve(here, 'src'), '@server': resolve(here, '../server') },
  },
  css: {
    postcss: { plugins: [palette] },
    preprocessorOptions: {
      scss: { loadPaths: [here], importers: [tokensImporter], quietDeps: true },
    },
  },
  build: {
    outDir: resolve(here, '../build/web'),
    emptyOutDir: true,
    manifest: true,
    target: ['chrome80', 'safari14'],
    cssTarget: ['chrome80', 'safari14'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600, // libsodium, on the pages that open sealed contacts
    rollupOptions: {
      input: { shell: resolve(here, 'src/shell.ts'), main: resolve(here, 'src/main.ts') },
      // Every page of the application needs the libraries; as one file they weigh less.
      // What its pages share goes into one more, apart from what server pages load too.
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(?!uqr|libsodium|@noble).*\.m?js$/ },
            { name: 'shared', test: /src\/shared\/(?!preference_links)(forms\/problem_text|\w+)\.ts$/ },
          ],
        },
      },
    },
  },
  server: { fs: { allow: [resolve(here, '..')] } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', 'plugins/**/*.test.ts'] },
})
