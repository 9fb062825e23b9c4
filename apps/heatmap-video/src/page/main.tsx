import './locale.js'
import 'uplot/dist/uPlot.min.css'
import './style/theme.css'
import './style/controls.css'
import './style/layout.css'
import './style/facts.css'
import './style/setup.css'
import './style/run.css'
import './style/picture.css'
import './style/memory.css'
import './style/film.css'
import { render } from 'preact'
import { offerAutomation } from './automation.js'
import { acceptDrops } from './data-drop.js'
import { startPage } from './page-start.js'
import { keepTitle } from './page-title.js'
import { App } from './view/app.js'

const root = document.getElementById('page')
if (root) render(<App />, root)
offerAutomation()
acceptDrops()
keepTitle()
void startPage()
