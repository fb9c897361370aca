// Appraisals of leading bodies: entering and confirming figures, and the sheet of a body.
import type { RouteRecordRaw } from 'vue-router'

const texts = ['modules/appraisals?staff', 'modules/accounts']
const part = { title: 'accounts.page.appraisals', texts }
const meta = { ...part, texts: [...texts, 'modules/rounds'] } // says the state of a round
const sheet = { ...meta, title: 'appraisals.staff.sheet' }

export const routes: RouteRecordRaw[] = [
  { path: '/staff/appraisals', component: () => import('./pages/AppraisalList.vue'), meta },
  { path: '/staff/appraisals/:round', component: () => import('./pages/AppraisalView.vue'), props: true, meta },
  {
    path: '/staff/appraisals/:round/parts/:part',
    component: () => import('./pages/AppraisalPart.vue'),
    props: true,
    meta: part,
  },
  {
    path: '/staff/appraisals/:round/sheets/:unit',
    component: () => import('./pages/AppraisalSheet.vue'),
    props: true,
    meta: sheet,
  },
]
