// Schemes of evaluation and the rounds that follow them, for staff. Published results are written by
// the server.
import type { RouteRecordRaw } from 'vue-router'

// For pages of other modules, with the words of "modules/rounds?track" and "modules/rounds?staff".
export const ownScore = () => import('./components/OwnScore.vue')
export const rowMistakes = () => import('./components/RowMistakes.vue')

const staff = (title: string) => ({ title, texts: ['modules/rounds?staff', 'modules/accounts'] })

const own = (title: string) => ({ title, texts: ['modules/rounds', 'modules/rounds?track', 'modules/accounts'] })

const round = { title: 'accounts.page.rounds', texts: ['modules/rounds', 'modules/rounds?more', 'modules/accounts'] }

export const routes: RouteRecordRaw[] = [
  {
    path: '/staff/schemes',
    component: () => import('./pages/SchemeList.vue'),
    meta: staff('accounts.page.schemes'),
  },
  {
    path: '/staff/schemes/:scheme',
    component: () => import('./pages/SchemeEdit.vue'),
    props: true,
    meta: staff('rounds.staff.scheme.page'),
  },
  { path: '/staff/rounds/:new(new)?', component: () => import('./pages/RoundList.vue'), props: true, meta: round },
  {
    path: '/staff/rounds/:round',
    component: () => import('./pages/RoundBoard.vue'),
    props: true,
    meta: round,
  },
  {
    path: '/staff/own-results',
    component: () => import('./pages/OwnResultList.vue'),
    meta: own('accounts.page.own_results'),
  },
  {
    path: '/staff/rounds/:round/own',
    component: () => import('./pages/OwnResult.vue'),
    props: true,
    meta: own('accounts.page.own_results'),
  },
  { path: '/staff/appeals', component: () => import('./pages/AppealList.vue'), meta: own('accounts.page.appeals') },
  {
    path: '/staff/appeals/:appeal',
    component: () => import('./pages/AppealView.vue'),
    props: true,
    meta: own('rounds.track.appeal.page'),
  },
]
