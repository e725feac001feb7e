import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "node_modules/**", // Compiled against the packed package by tests/engine/package.test.ts.
      "examples/**",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["**/*.cjs", "**/*.js"],
    languageOptions: {
      globals: {
        require: "readonly",
        module: "writable",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
        AbortSignal: "readonly",
      },
    },
  },
  {
    // Runs in a browser, as a part of the page.
    files: ["cli/report/page/script.js"],
    languageOptions: {
      globals: {
        addEventListener: "readonly",
        document: "readonly",
        HTMLDetailsElement: "readonly",
        HTMLInputElement: "readonly",
        location: "readonly",
        matchMedia: "readonly",
      },
    },
  },
);
