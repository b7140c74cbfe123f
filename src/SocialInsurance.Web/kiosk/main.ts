import { createApp } from 'vue'
import '../src/styles/base.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/fields.css'
import './styles/screens.css'
import './styles/camera.css'
import './styles/attract.css'
import './styles/readers.css'
import Kiosk from './Kiosk.vue'
import { registerShell } from './shell'

createApp(Kiosk).mount('#app')
registerShell()
