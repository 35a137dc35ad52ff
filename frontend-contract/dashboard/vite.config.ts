import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      // What is neither the page nor a source of it is the server's: the API, its socket, and the pages for signing in.
      "^/(?!$|[?]|src/|@|node_modules/)": { target: loadEnv(mode, ".", "TORSO").TORSO_URL ?? "http://localhost:8000", ws: true },
    },
  },
  build: {
    // Where the server looks for scripts and styles; none of them is written into the page, which its policy would refuse.
    assetsDir: "dashboard",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    chunkSizeWarningLimit: 1000,
  },
}));
