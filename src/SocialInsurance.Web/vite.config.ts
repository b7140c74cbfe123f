import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// One folder a page: public/ is the first page; the others stand beside it under their own names.
export default defineConfig({
  publicDir: 'static',
  plugins: [vue()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2020',
    // files, never data: URLs, which the content security policy refuses
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        console: 'console/index.html',
        kiosk: 'kiosk/index.html',
        missing: 'missing/index.html',
        outbox: 'outbox/index.html',
        public: 'public/index.html',
        receipt: 'receipt/index.html',
        transparency: 'transparency/index.html',
        verify: 'verify/index.html',
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
