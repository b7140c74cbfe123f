import { createApp } from 'vue'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import VerifyPage from './VerifyPage.vue'

createApp(VerifyPage).mount('#app')
