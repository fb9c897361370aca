// Signing in, one's own account, and the administration of accounts, keys and the log.
import type { RouteRecordRaw } from 'vue-router'

export { default as StaffLayout } from './components/StaffLayout.vue'
export { holds } from './model'

const meta = (page: string, ...more: string[]) => ({
  title: `accounts.page.${page}`,
  texts: ['modules/accounts', ...more],
})
const staff = (page: string) => meta(page, 'modules/calendar', 'modules/units')

const home = meta('staff', 'modules/accounts?more', 'modules/calendar', 'modules/units')

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: meta('sign_in') },
  { path: '/activate', component: () => import('./pages/Activate.vue'), meta: meta('activate') },
  { path: '/account', component: () => import('./pages/OwnAccount.vue'), meta: staff('account') },
  { path: '/account/sessions', component: () => import('./pages/OwnSessions.vue'), meta: staff('sessions') },
  { path: '/staff', component: () => import('./pages/StaffHome.vue'), meta: home },
  { path: '/staff/accounts', component: () => import('./pages/AccountList.vue'), meta: staff('accounts') },
  { path: '/staff/accounts/new', component: () => import('./pages/AccountNew.vue'), meta: staff('account_new') },
  {
    path: '/staff/accounts/:account',
    component: () => import('./pages/AccountView.vue'),
    props: true,
    meta: staff('account_view'),
  },
  { path: '/staff/keys', component: () => import('./pages/KeyList.vue'), meta: staff('keys') },
  { path: '/staff/keys/new', component: () => import('./pages/KeyNew.vue'), meta: staff('key_new') },
  {
    path: '/staff/security-log',
    component: () => import('./pages/SecurityLog.vue'),
    meta: meta(
      'security_log',
      'modules/units',
      ...['accounts', 'appraisals', 'calendar', 'casework', 'contacts', 'rounds', 'units'].map((name) => `modules/${name}?log`),
    ),
  },
]
