// The application: forms and staff pages, mounted in the <main> that the server left open.
import { createApp } from 'vue'
import App from './app/App.vue'
import { changeInPlace } from './app/preferences'
import { router } from './app/router'
import { i18n } from './shared/texts'

changeInPlace()
createApp(App).use(i18n).use(router).mount('#app')
