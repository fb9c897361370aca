// The page that stops notices to an address, opened from the link at the foot of a mail.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/unsubscribe',
    component: () => import('./pages/UnsubscribePage.vue'),
    meta: { title: 'outbox.unsubscribe.title', texts: ['platform/outbox'] },
  },
]
