// The few rules that the type checker does not know: how modules meet, and plain Vue habits.
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

const modulesMeetByIndex = {
  'no-restricted-imports': ['error', {
    patterns: [{
      regex: '^(@/modules/[a-z_]+/|(\\.\\./){2,})',
      message: 'A module is imported by its index.ts only: "@/modules/<name>"; shared code as "@/shared/…".',
    }],
  }],
}

export default ts.config(
  { ignores: ['node_modules', 'src/shared/api.d.ts'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { files: ['src/{app,modules}/**'], rules: modulesMeetByIndex },
  {
    rules: {
      'no-undef': 'off',
      'max-len': ['error', { code: 120, ignoreUrls: true, ignoreTemplateLiterals: true }],
      'max-lines': ['error', { max: 300 }],
      'vue/no-v-html': 'error',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/html-self-closing': [
        'error',
        { html: { void: 'never', normal: 'never', component: 'always' }, svg: 'always' },
      ],
    },
  },
  { files: ['**/*.vue', 'scripts/*.mjs'], rules: { 'max-len': ['error', { code: 160 }] } },
)
