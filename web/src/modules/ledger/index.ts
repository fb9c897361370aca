// The page that checks a receipt of the public ledger; the ledger itself is written by the server.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/ledger/receipt',
    component: () => import('./pages/ReceiptCheck.vue'),
    meta: { title: 'ledger.receipt.title', texts: ['modules/ledger'] },
  },
]
