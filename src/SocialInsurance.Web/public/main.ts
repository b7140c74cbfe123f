import { createApp } from 'vue'
import '../src/styles/base.css'
import './public.css'
import PublicOverview from './PublicOverview.vue'

createApp(PublicOverview).mount('#app')
