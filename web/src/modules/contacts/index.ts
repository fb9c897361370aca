// Sealed contacts: the page of sealing keys, and reading a contact for the call-back desk. A page
// that uses OpenContact says `ownDocument: true` in its meta and allows WebAssembly on the server.
import { defineAsyncComponent } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** `<OpenContact :ask="(reason, key) => …" />`; loads with libsodium when it is first shown. */
export const OpenContact = defineAsyncComponent(() => import('./components/OpenContact.vue'))
export type { SealedBox } from './api'

export const routes: RouteRecordRaw[] = [
  {
    path: '/staff/sealing-keys',
    component: () => import('./pages/SealingKeys.vue'),
    meta: {
      title: 'accounts.page.sealing_keys',
      texts: ['modules/contacts', 'modules/accounts', 'modules/calendar'],
      ownDocument: true,
    },
  },
]
