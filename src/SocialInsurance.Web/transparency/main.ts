import { createApp } from 'vue'
import '../src/styles/base.css'
import '../src/styles/paper.css'
import './transparency.css'
import TransparencyPage from './TransparencyPage.vue'

createApp(TransparencyPage).mount('#app')
