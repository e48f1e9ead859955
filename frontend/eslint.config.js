import js from '@eslint/js';
import globals from 'globals';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Imports go one way: lib -> api and components/ui -> features -> app. A feature does not reach into another one. */
const forbid = (message, ...group) => ({ 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] });
const features = ['search', 'library', 'viewer', 'upload', 'account', 'settings'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/generated', 'tools', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      ...tseslint.configs.recommendedTypeChecked,
      jsxA11y.flatConfigs.recommended,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: globals.browser,
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // The router redirects by throwing what redirect() makes.
      '@typescript-eslint/only-throw-error': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/lib/**'],
    rules: forbid('lib knows nothing of what uses it', '@/api/*', '@/components/*', '@/features/*', '@/app/*'),
  },
  { files: ['src/api/**'], rules: forbid('api knows lib only', '@/components/*', '@/features/*', '@/app/*') },
  { files: ['src/components/**'], rules: forbid('shared components know lib and api only', '@/features/*', '@/app/*') },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: forbid(
      'a feature knows shared code and itself',
      '@/app/*',
      ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`),
    ),
  })),
  {
    files: ['scripts/**', '*.config.{js,ts}', 'e2e/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
