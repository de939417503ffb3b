import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["dist", "node_modules", "src/api/schema.d.ts", "e2e/results*"] },
    js.configs.recommended,
    {
        files: ["**/*.{ts,tsx}"],
        extends: [...tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            // A promise as event handler is fine in React: a failure is caught where the work is.
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
            // The router's redirects are thrown and are no errors.
            "@typescript-eslint/only-throw-error": "off",
            "no-console": "error",
        },
    },
    {
        files: ["src/**/*.{ts,tsx}"],
        plugins: { "react-hooks": reactHooks, "jsx-a11y": jsxA11y },
        rules: {
            ...jsxA11y.flatConfigs.recommended.rules,
            "react-hooks/rules-of-hooks": "error",
            "react-hooks/exhaustive-deps": "error",
            // Every URL is built by one function in src/lib/paths.ts.
            "no-restricted-syntax": [
                "error",
                {
                    selector: "JSXAttribute[name.name='to'] > Literal",
                    message: "Build the URL with a function of src/lib/paths.ts.",
                },
            ],
        },
    },
    {
        files: ["scripts/**/*.mjs"],
        languageOptions: {
            globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" },
        },
    },
    {
        files: ["src/theme/theme.js"],
        languageOptions: {
            sourceType: "script",
            globals: { localStorage: "readonly", matchMedia: "readonly", document: "readonly" },
        },
    },
);
