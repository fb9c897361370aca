// The page that checks a receipt of the public ledger, and the desk for lots drawn in public; the
// ledger itself is written by the server.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/ledger/receipt',
    component: () => import('./pages/ReceiptCheck.vue'),
    meta: { title: 'ledger.receipt.title', texts: ['modules/ledger'] },
  },
  {
    path: '/staff/lots',
    component: () => import('./pages/LotsDesk.vue'),
    meta: { title: 'accounts.page.lots', texts: ['modules/ledger?staff', 'modules/ledger', 'modules/accounts'] },
  },
]
