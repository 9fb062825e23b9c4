// A panel for each of the two kinds of data: a file, and a grid.
import './streaming-processor/file-panel.js'
import './streaming-processor/sweep.js'
