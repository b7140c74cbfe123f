import { createApp } from 'vue'
import { keepShell } from '../src/keepShell'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import VerifyPage from './VerifyPage.vue'

createApp(VerifyPage).mount('#app')
keepShell('/verify')
