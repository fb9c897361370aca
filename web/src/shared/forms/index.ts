// Everything a form is made of. Its styles come with the first page that has a form.
import '../../styles/forms.scss'

export { default as ChoiceField } from './ChoiceField.vue'
export { default as ErrorSummary } from './ErrorSummary.vue'
export { default as FileField } from './FileField.vue'
export { default as PasswordField } from './PasswordField.vue'
export { default as SelectField } from './SelectField.vue'
export { default as SubmitButton } from './SubmitButton.vue'
export { default as TextField } from './TextField.vue'
export { type FieldMessage, type Form, controlId, useForm } from './form'
export { useProblemText } from './problem_text'
